import Contracts
import Foundation
import Notifications
import Testing

@Suite("Requests to providers, and their answers")
struct ProviderTests {
    private static let id = UUID.v7()
    private static let message = OutgoingMessage(text: "Привет & co")
    private static let twilioURL = "https://api.twilio.com/2010-04-01/Accounts/test-account/Messages.json"

    private static func twilio(callback: String? = nil) throws -> TwilioProvider {
        let account = try #require(TwilioProvider.Account(url: twilioURL, sid: nil) { "test-token" })
        return TwilioProvider(account: account, sender: "+14155238886", statusCallback: callback)
    }

    private static func answer(_ status: Int, _ body: String, headers: [(name: String, value: String)] = [])
        -> ProviderResponse
    {
        ProviderResponse(status: status, headers: headers, body: Array(body.utf8))
    }

    @Test("Twilio: a form with basic authentication, the account from the URL, our id in the callback")
    func twilioRequest() throws {
        let request = try Self.twilio(callback: "https://campanello.example/webhooks/whatsapp")
            .request(for: Self.message, to: "+14158675309", deliveryID: Self.id)
        #expect(request.url == Self.twilioURL)
        let credentials = Data("test-account:test-token".utf8).base64EncodedString()
        #expect(request.headers.contains { $0.name == "Authorization" && $0.value == "Basic \(credentials)" })
        let body = String(decoding: request.body ?? [], as: UTF8.self)
        let id = Self.id.text
        #expect(
            body == "To=whatsapp%3A%2B14158675309&Body=%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82%20%26%20co"
                + "&From=whatsapp%3A%2B14155238886"
                + "&StatusCallback=https%3A%2F%2Fcampanello.example%2Fwebhooks%2Fwhatsapp%3Fdelivery%3D\(id)")
    }

    @Test("Twilio: the account is built into any address of the API")
    func twilioAccount() throws {
        let account = try #require(
            TwilioProvider.Account(url: "https://api.twilio.com", sid: "test-account") { "test-token" })
        #expect(account.messagesURL == Self.twilioURL)
        #expect(TwilioProvider.Account(url: "https://api.twilio.com", sid: nil) { "test-token" } == nil)
        #expect(try !Self.twilio().hasReceipts)
        #expect(try Self.twilio().probe().url == "https://api.twilio.com/2010-04-01/Accounts/test-account.json")
    }

    @Test(
        "Twilio: errors are classed by their code",
        arguments: [
            (21211, ErrorClass.recipient), (21610, .optOut), (63016, .windowClosed), (20429, .throttled),
            (63032, .policy), (20503, .transient), (20003, .configuration), (21617, .content), (63040, .template),
        ])
    func twilioErrors(_ code: Int, _ expected: ErrorClass) throws {
        let body = #"{"code":\#(code),"message":"The 'To' number +14158675309 is not valid","status":400}"#
        guard case .refused(let error) = try Self.twilio().outcome(of: Self.answer(400, body)) else {
            Issue.record("not refused")
            return
        }
        #expect(error.errorClass == expected)
        #expect(error.code == String(code))
        #expect(!error.detail.contains("8675309"))
    }

    @Test("Twilio: accepted, refused in an answer of success, and an answer that says nothing")
    func twilioAnswers() throws {
        let provider = try Self.twilio()
        let sent = #"{"sid":"SM1","status":"queued","error_code":null}"#
        #expect(provider.outcome(of: Self.answer(201, sent)) == .accepted(id: "SM1"))
        let refused = provider.outcome(of: Self.answer(201, #"{"sid":"SM1","error_code":63016,"error_message":"x"}"#))
        #expect(refused == .refused(ProviderError(.windowClosed, code: "63016", detail: "x")))
        guard case .unclear = provider.outcome(of: Self.answer(200, "<html>")) else {
            Issue.record("not unclear")
            return
        }
        #expect(provider.fault(inProbe: Self.answer(200, #"{"status":"active"}"#)) == nil)
        #expect(provider.fault(inProbe: Self.answer(200, #"{"status":"suspended"}"#))?.errorClass == .configuration)
        #expect(provider.fault(inProbe: Self.answer(401, #"{"code":20003}"#))?.errorClass == .configuration)
    }

    @Test("Meta: JSON with a bearer token and our id as callback data")
    func metaRequest() throws {
        let provider = MetaProvider(
            url: "https://graph.facebook.com/v26.0/", numberID: "1234", hasReceipts: true
        ) { "test-token" }
        let request = provider.request(for: Self.message, to: "+14158675309", deliveryID: Self.id)
        #expect(request.url == "https://graph.facebook.com/v26.0/1234/messages")
        #expect(request.headers.contains { $0.name == "Authorization" && $0.value == "Bearer test-token" })
        let json = try #require(
            JSONSerialization.jsonObject(with: Data(request.body ?? [])) as? [String: Any])
        #expect(json["to"] as? String == "14158675309")
        #expect(json["biz_opaque_callback_data"] as? String == Self.id.text)
        #expect((json["text"] as? [String: Any])?["body"] as? String == "Привет & co")
        #expect(provider.probe().url == "https://graph.facebook.com/v26.0/1234?fields=id")
    }

    @Test(
        "Meta: errors are classed by their code, whatever the HTTP status",
        arguments: [
            (400, 130429, ErrorClass.throttled), (429, 131026, .recipient), (400, 131047, .windowClosed),
            (500, 190, .configuration), (400, 131050, .optOut), (400, 131049, .policy), (400, 132015, .template),
            (400, 100, .content), (400, 131016, .transient), (403, 250, .configuration),
        ])
    func metaErrors(_ status: Int, _ code: Int, _ expected: ErrorClass) {
        let provider = MetaProvider(url: "https://graph.facebook.com/v26.0", numberID: "1", hasReceipts: false) {
            "test-token"
        }
        let body = #"{"error":{"message":"m","code":\#(code),"error_data":{"details":"d"}}}"#
        guard case .refused(let error) = provider.outcome(of: Self.answer(status, body)) else {
            Issue.record("not refused")
            return
        }
        #expect(error == ProviderError(expected, code: String(code), detail: "d"))
    }

    @Test("codes that no table knows are classed by their family")
    func unknownCodes() {
        let provider = MetaProvider(url: "https://graph.facebook.com/v26.0", numberID: "1", hasReceipts: false) {
            "test-token"
        }
        func errorClass(_ status: Int, _ body: String) -> ErrorClass? {
            if case .refused(let error) = provider.outcome(of: Self.answer(status, body)) {
                error.errorClass
            } else {
                nil
            }
        }
        #expect(errorClass(400, #"{"error":{"code":999999}}"#) == .unknown)
        #expect(errorClass(400, #"{"error":{"code":999999,"is_transient":true}}"#) == .transient)
        #expect(errorClass(503, "busy") == .transient)
        #expect(errorClass(429, "") == .throttled)
        #expect(errorClass(401, "") == .configuration)
    }

    @Test("Telegram: a text with preview and buttons, a photo with its caption")
    func telegramRequest() throws {
        let provider = TelegramProvider(url: "https://api.telegram.org/") { "test-token" }
        var message = Self.message
        message.preview = "https://a.example/1"
        message.buttons = [
            [MessageButton("x", .open(url: "https://a.example/1")), MessageButton("y", .callback(.pause(filter: 7)))]
        ]
        let request = provider.request(for: message, to: "-100123", deliveryID: Self.id)
        #expect(request.url == "https://api.telegram.org/bottest-token/sendMessage")
        let json = try #require(JSONSerialization.jsonObject(with: Data(request.body ?? [])) as? [String: Any])
        #expect(json["chat_id"] as? Int == -100123)
        #expect(json["parse_mode"] as? String == "HTML")
        #expect((json["link_preview_options"] as? [String: Any])?["url"] as? String == "https://a.example/1")
        let keyboard = (json["reply_markup"] as? [String: Any])?["inline_keyboard"] as? [[[String: String]]]
        #expect(
            keyboard == [[["text": "x", "url": "https://a.example/1"], ["text": "y", "callback_data": "pause:7"]]])
        message.picture = "https://a.example/1.jpg"
        let photo = provider.request(for: message, to: "1", deliveryID: Self.id)
        #expect(photo.url.hasSuffix("/sendPhoto"))
        let body = try #require(JSONSerialization.jsonObject(with: Data(photo.body ?? [])) as? [String: Any])
        #expect(body["caption"] as? String == "Привет & co")
        #expect(body["text"] == nil)
    }

    @Test(
        "Telegram: errors are classed by their words",
        arguments: [
            (400, "Bad Request: chat not found", ErrorClass.recipient),
            (403, "Forbidden: bot was blocked by the user", .optOut),
            (403, "Forbidden: user is deactivated", .recipient),
            (400, "Bad Request: message is too long", .content),
            (400, "Bad Request: wrong HTTP URL specified", .content),
            (400, "Bad Request: something new", .unknown),
            (401, "Unauthorized", .configuration), (404, "Not Found", .configuration), (500, "Internal", .transient),
        ])
    func telegramErrors(_ code: Int, _ words: String, _ expected: ErrorClass) {
        let provider = TelegramProvider { "test-token" }
        let body = #"{"ok":false,"error_code":\#(code),"description":"\#(words)"}"#
        guard case .refused(let error) = provider.outcome(of: Self.answer(code, body)) else {
            Issue.record("not refused")
            return
        }
        #expect(error.errorClass == expected)
        #expect(error.isAboutPicture == words.contains("HTTP URL"))
    }

    @Test("Telegram: how long to wait, and where a chat has gone")
    func telegramParameters() {
        let provider = TelegramProvider { "test-token" }
        let busy = #"{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":17}}"#
        guard case .refused(let throttled) = provider.outcome(of: Self.answer(429, busy)) else {
            Issue.record("not refused")
            return
        }
        #expect(throttled.retryAfter == .seconds(17))
        let gone =
            #"{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001}}"#
        guard case .refused(let moved) = provider.outcome(of: Self.answer(400, gone)) else {
            Issue.record("not refused")
            return
        }
        #expect(moved.newAddress == "-1001")
        #expect(provider.outcome(of: Self.answer(200, #"{"ok":true,"result":{"message_id":5}}"#)) == .accepted(id: "5"))
    }

    @Test(
        "the provider is told from its address",
        arguments: [
            ("https://api.twilio.com/2010-04-01/Accounts/x/Messages.json", ProviderKind.twilio),
            ("https://graph.facebook.com/v26.0", .meta), ("https://waba-v2.360dialog.io", .dialog360),
            ("https://conversations.messagebird.com/v1", .messageBird), ("https://api.bird.com/x", .birdChannels),
            ("https://eu1.platform.bird.com", .bird), ("http://127.0.0.1:8025/messagebird/v1", .messageBird),
            ("http://127.0.0.1:8025/messagebird/workspaces/w/channels/c", .birdChannels),
            ("http://127.0.0.1:8025/bird", .bird),
            ("https://eu1.chat-api.com/instance1", .chatAPI), ("https://proxy.example/v26.0", .meta),
            ("http://127.0.0.1:8025/twilio/2010-04-01/Accounts/x/Messages.json", .twilio),
            ("http://127.0.0.1:8025/meta/v26.0", .meta), ("http://127.0.0.1:8025/360dialog", .dialog360),
            ("https://nottwilio.com/x", .meta),
        ])
    func kinds(_ url: String, _ kind: ProviderKind) {
        #expect(ProviderKind.told(from: url) == kind)
    }
}
