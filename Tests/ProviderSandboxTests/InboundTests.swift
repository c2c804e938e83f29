import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import ProviderSandbox

@Suite("What people write to the sandbox")
struct InboundTests {
    private func client(_ provider: Provider, _ url: String?, secret: String? = "app-secret") -> SandboxClient {
        var configuration = SandboxConfiguration()
        configuration.callbacks.webhooks[provider] = .init(url: url, secret: secret)
        configuration.callbacks.firstRetry = .milliseconds(10)
        configuration.faults.lostCallbacks = 1
        return SandboxClient(configuration)
    }

    @Test("a text to Twilio's number comes to its webhook as a form, signed with the account's token")
    func twilio() async throws {
        let receiver = CallbackReceiver()
        try await receiver.serve { url in
            let client = client(.twilio, url, secret: nil)
            _ = try await client.twilio([
                ("To", "whatsapp:+390212345678"), ("From", "whatsapp:+14155238886"), ("Body", "Ciao"),
            ])
            let answer = try await client.inbound(#"{"provider":"twilio","from":"+390212345678","text":"меню"}"#)
            #expect(answer.status == 202)
            #expect(answer.json["webhook"] as? String == url)
            try await eventually { receiver.received.count == 1 }
            let got = try #require(receiver.received.first)
            #expect(got.fields.string("From") == "whatsapp:+390212345678")
            #expect(got.fields.string("To") == "whatsapp:+14155238886")
            #expect(got.fields.string("Body") == "меню")
            #expect(got.fields.string("SmsStatus") == "received")
            let values = got.fields.names.map { ($0, got.fields.string($0) ?? "") }
            let signature = CallbackSignature.twilio(url: url, fields: values, token: "test-token")
            #expect(got.header("x-twilio-signature") == signature)
        }
    }

    @Test("Meta's button replies name the message that they answer, signed with the app's secret")
    func meta() async throws {
        let receiver = CallbackReceiver()
        try await receiver.serve { url in
            let client = client(.meta, url)
            let sent = try await client.meta(
                #"{"messaging_product":"whatsapp","to":"390212345678","type":"interactive","interactive":{"type":"button","body":{"text":"?"},"action":{"buttons":[{"type":"reply","reply":{"id":"pause:7","title":"Pause"}}]}}}"#
            )
            let id = ((sent.json["messages"] as? [[String: Any]])?.first)?["id"] as? String
            _ = try await client.inbound(
                #"{"provider":"meta","from":"+390212345678","button":"pause:7","title":"Pause"}"#)
            try await eventually { receiver.received.count == 1 }
            let got = try #require(receiver.received.first)
            let message = try #require(got.metaMessage)
            #expect(message["from"] as? String == "390212345678")
            #expect((message["context"] as? [String: Any])?["id"] as? String == id)
            let reply = (message["interactive"] as? [String: Any])?["button_reply"] as? [String: Any]
            #expect(reply?["id"] as? String == "pause:7" && reply?["title"] as? String == "Pause")
            let signature = CallbackSignature.meta(body: Array(got.body.utf8), secret: "app-secret")
            #expect(got.header("x-hub-signature-256") == signature)
        }
    }

    @Test("a number without a webhook tells nobody, and its window is open all the same")
    func noWebhook() async throws {
        let client = client(.twilio, nil)
        let body = #"{"provider":"twilio","from":"390212345678","to":"+14155238886","text":"hi"}"#
        let answer = try await client.inbound(body)
        #expect(answer.status == 202 && answer.json["webhook"] == nil)
        let windows = client.sandbox.windows
        #expect(windows.isOpen(.twilio, number: "+14155238886", person: "+390212345678"))
        #expect(!windows.isOpen(.twilio, number: "+14158675309", person: "+390212345678"))
        let tomorrow = Date().addingTimeInterval(ServiceWindows.length + 1)
        #expect(!windows.isOpen(.twilio, number: "+14155238886", person: "+390212345678", at: tomorrow))
    }

    @Test(
        "outside of the window free text is refused, or reported as failed, and a template is taken",
        arguments: [ServiceWindows.Rule.enforced, .reported])
    func window(rule: ServiceWindows.Rule) async throws {
        let client = SandboxClient()
        _ = try await client.request(.post, "/faults", body: #"{"window":"\#(rule.rawValue)"}"#)
        let text: [(String, String)] = [
            ("To", "whatsapp:+390212345678"), ("From", "whatsapp:+14155238886"), ("Body", "Ciao"),
        ]
        let closed = try await client.twilio(text)
        if rule == .enforced {
            #expect(closed.json["code"] as? Int == 63016)
        } else {
            #expect(closed.status == 201)
            #expect(client.sandbox.messages.page(.init()).messages.last?.failure == .windowClosed)
        }
        let template = [text[0], text[1], ("ContentSid", "HX" + String(repeating: "0", count: 32))]
        #expect(try await client.twilio(template).status == 201)
        #expect(client.sandbox.messages.page(.init()).messages.last?.failure == nil)
        _ = try await client.inbound(#"{"provider":"twilio","from":"+390212345678","text":"hi"}"#)
        #expect(try await client.twilio(text).status == 201)
        #expect(client.sandbox.messages.page(.init()).messages.last?.failure == nil)
    }

    @Test("whoever tells Twilio to stop gets nothing until they start again")
    func stop() async throws {
        let client = SandboxClient()
        let text = [("To", "whatsapp:+390212345678"), ("From", "whatsapp:+14155238886"), ("Body", "Ciao")]
        #expect(try await client.twilio(text).status == 201)
        _ = try await client.inbound(#"{"provider":"twilio","from":"+390212345678","text":" stop "}"#)
        #expect(try await client.twilio(text).json["code"] as? Int == 21610)
        _ = try await client.inbound(#"{"provider":"twilio","from":"+390212345678","text":"START"}"#)
        #expect(try await client.twilio(text).status == 201)
    }

    @Test(
        "what cannot be done is refused with the field's name",
        arguments: [
            (#"{"from":"4242","text":"a"}"#, "provider: one of "),
            (#"{"provider":"telegram","from":"-5","text":"a"}"#, "from: "),
            (#"{"provider":"twilio","from":"abc","text":"a"}"#, "from: a phone number"),
            (#"{"provider":"telegram","from":4242}"#, "exactly one of"),
            (#"{"provider":"telegram","from":4242,"text":"a","button":"b"}"#, "exactly one of"),
            (#"{"provider":"telegram","from":4242,"row":"b"}"#, "row: "),
            (#"{"provider":"twilio","from":"+390212345678","blocked":true}"#, "blocked: "),
            (#"{"provider":"twilio","from":"+390212345678","text":"a"}"#, "to: "),
            (#"{"provider":"telegram","from":4242,"text":"a","colour":"red"}"#, "colour: unknown field"),
            ("[]", "the body is neither"),
        ])
    func refused(body: String, words: String) async throws {
        let answer = try await SandboxClient().inbound(body)
        #expect(answer.status == 400)
        #expect((answer.json["detail"] as? String)?.hasPrefix(words) == true)
    }

    @Test("on the phone a button is pressed and an answer written by a plain form, from the sandbox's own page only")
    func phone() async throws {
        let client = SandboxClient()
        _ = try await client.telegram(
            "sendMessage",
            #"{"chat_id":4242,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"Hide","callback_data":"hide:1"}]]}}"#
        )
        let page = try await client.get("/").text
        #expect(page.contains(#"name="button" value="hide:1""#))
        #expect(!page.contains("<script>") && !page.contains("onclick"))
        let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded", .origin: "http://localhost"]
        let pressed = try await client.request(
            .post, "/inbound", headers: form, body: "provider=telegram&from=4242&message=1&title=Hide&button=hide%3A1")
        #expect(pressed.status == 303)
        #expect(pressed.headers[.location] == "/?channel=telegram&recipient=4242")
        let written = try await client.request(
            .post, "/inbound", headers: form, body: "provider=telegram&from=4242&to=&text=%2Fhelp+me")
        #expect(written.status == 303)
        #expect(client.sandbox.actions.all.map(\.text) == ["Hide", "/help me"])
        #expect(try await client.get("/").text.contains("/help me"))
        var foreign = form
        foreign[.origin] = "https://elsewhere.example"
        #expect(try await client.request(.post, "/inbound", headers: foreign, body: "provider=telegram").status == 403)
    }
}
