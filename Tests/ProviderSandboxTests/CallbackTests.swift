import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import ProviderSandbox

@Suite("The sandbox's status callbacks")
struct CallbackTests {
    private func client(
        meta url: String? = nil, secret: String? = "app-secret", faults: (inout Faults) -> Void = { _ in }
    ) -> SandboxClient {
        var configuration = SandboxConfiguration()
        configuration.callbacks.webhooks[.meta] = .init(url: url, secret: secret)
        // One after the other, or those of a busy moment overtake each other on their way.
        configuration.callbacks.concurrency = 1
        configuration.callbacks.firstRetry = .milliseconds(10)
        // One after the other, so that they come in their order however busy the machine is.
        configuration.callbacks.concurrency = 1
        configuration.faults.callbackDelaySeconds = 0.01
        faults(&configuration.faults)
        return SandboxClient(configuration)
    }

    private func twilioFields(_ url: String) -> [(String, String)] {
        [
            ("To", "whatsapp:+390212345678"), ("From", "whatsapp:+14155238886"), ("Body", "Ciao"),
            ("StatusCallback", url + "?delivery=0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a11"),
        ]
    }

    private let metaBody = #"""
        {"messaging_product":"whatsapp","to":"390212345678","type":"text","text":{"body":"Ciao"},\#
        "biz_opaque_callback_data":"0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a11"}
        """#

    @Test("Twilio's signature is that of its own published example")
    func vector() {
        let fields = [
            ("Digits", "1234"), ("CallSid", "CA1234567890ABCDE"), ("To", "+18005551212"), ("From", "+14158675309"),
            ("Caller", "+14158675309"),
        ]
        let url = "https://mycompany.com/myapp.php?foo=1&bar=2"
        #expect(CallbackSignature.twilio(url: url, fields: fields, token: "12345") == "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    }

    @Test("a message to Twilio is reported sent, delivered and read at the address it names, signed with its token")
    func twilio() async throws {
        let receiver = CallbackReceiver()
        try await receiver.serve { url in
            let client = client()
            let fields = twilioFields(url)
            let sid = try #require(try await client.twilio(fields).json["sid"] as? String)
            try await eventually { receiver.received.count == 3 }
            #expect(receiver.received.map { $0.fields.string("MessageStatus") } == ["sent", "delivered", "read"])
            for callback in receiver.received {
                #expect(callback.url.hasSuffix("?delivery=0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a11"))
                #expect(callback.fields.string("MessageSid") == sid)
                let values = callback.fields.names.map { ($0, callback.fields.string($0) ?? "") }
                let signature = CallbackSignature.twilio(url: fields[3].1, fields: values, token: "test-token")
                #expect(callback.header("x-twilio-signature") == signature)
            }
            try await eventually { await client.sandbox.callbacks.figures.waiting == 0 }
            #expect(await client.sandbox.callbacks.figures == CallbackDesk.Figures(taken: 3))
        }
    }

    @Test("a message to Meta is reported with our own id, signed with the app's secret")
    func meta() async throws {
        let receiver = CallbackReceiver()
        try await receiver.serve { url in
            let client = client(meta: url)
            _ = try await client.meta(metaBody)
            try await eventually { await client.sandbox.callbacks.figures.taken == 3 }
            #expect(receiver.received.map { $0.status?["status"] as? String } == ["sent", "delivered", "read"])
            let first = try #require(receiver.received.first)
            #expect(first.status?["biz_opaque_callback_data"] as? String == "0198c0de-7f7a-7cc3-9b6e-2f1d0c8e4a11")
            #expect(first.status?["recipient_id"] as? String == "390212345678")
            let signature = CallbackSignature.meta(body: Array(first.body.utf8), secret: "app-secret")
            #expect(first.header("x-hub-signature-256") == signature)
        }
    }

    @Test(
        "a failure after acceptance is reported with the provider's code",
        arguments: [
            (LateFailure.transient, 30008, 131000), (.windowClosed, 63016, 131047), (.recipient, 63024, 131026),
            (.policy, 63032, 131049), (.content, 63005, 131051),
        ])
    func failures(failure: LateFailure, twilio: Int, meta: Int) async throws {
        let receiver = CallbackReceiver()
        try await receiver.serve { url in
            let client = client(meta: url) {
                $0.failedAfterAcceptance = 1
                $0.lateFailures = [failure]
            }
            _ = try await client.twilio(twilioFields(url))
            try await eventually { receiver.received.count == 2 }
            #expect(receiver.received.last?.fields.string("MessageStatus") == "undelivered")
            #expect(receiver.received.last?.fields.string("ErrorCode") == "\(twilio)")
            _ = try await client.meta(metaBody)
            try await eventually { receiver.received.count == 4 }
            let errors = receiver.received.last?.status?["errors"] as? [[String: Any]]
            #expect(errors?.first?["code"] as? Int == meta)
            #expect(client.sandbox.messages.page(.init()).messages.map(\.failure) == [failure, failure])
        }
    }

    @Test("a callback that nobody takes comes again, and is given up at last")
    func retries() async throws {
        let receiver = CallbackReceiver(answers: [.serviceUnavailable, .forbidden])
        try await receiver.serve { url in
            let client = client { $0.failedAfterAcceptance = 1 }
            _ = try await client.twilio(twilioFields(url))
            try await eventually { await client.sandbox.callbacks.figures.taken == 2 }
            let figures = await client.sandbox.callbacks.figures
            #expect(figures.retried == 2 && figures.lost == 0)
            #expect(figures.refused == ["503": 1, "403": 1])
            _ = try await client.twilio(twilioFields("http://127.0.0.1:1/webhooks/whatsapp"))
            try await eventually { await client.sandbox.callbacks.figures.lost == 2 }
            #expect(await client.sandbox.callbacks.figures.retried == 2 + 2 * 5)
        }
    }

    @Test("nothing is reported without an address, by Telegram, and when callbacks are off")
    func nothing() async throws {
        var client = client()
        _ = try await client.meta(metaBody)
        _ = try await client.telegram("sendMessage", #"{"chat_id":4242,"text":"a"}"#)
        #expect(await client.sandbox.callbacks.figures == CallbackDesk.Figures())
        var configuration = SandboxConfiguration()
        configuration.callbacks.isOn = false
        client = SandboxClient(configuration)
        _ = try await client.twilio(twilioFields("http://127.0.0.1:1/webhooks/whatsapp"))
        #expect(await client.sandbox.callbacks.figures == CallbackDesk.Figures())
    }
}
