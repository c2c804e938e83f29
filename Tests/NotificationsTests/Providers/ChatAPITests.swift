import Foundation
import Notifications
import Testing

@Suite("An API in ChatAPI's shape")
struct ChatAPITests {
    @Test("has the token in the query, and a method for each kind of message")
    func requests() throws {
        let provider = try ProviderBench.chatAPI()
        let text = ProviderBench.request(provider, ProviderBench.text)
        #expect(text.url == "https://api.1msg.io/test-instance/sendMessage?token=test-token")
        #expect(try ProviderBench.body(provider, ProviderBench.text) == #"{"body":"Привет","phone":"14158675309"}"#)
        #expect(ProviderBench.request(provider, ProviderBench.picture).url.contains("/sendFile?"))
        #expect(
            try ProviderBench.body(provider, ProviderBench.picture)
                == #"{"body":"https://a.example/1.jpg","caption":"Привет","filename":"picture.jpg","phone":"14158675309"}"#
        )
        let template = try ProviderBench.template("space_1:new_listings", .chatAPI)
        #expect(ProviderBench.request(provider, template).url.contains("/sendTemplate?"))
        let body = try ProviderBench.body(provider, template)
        #expect(body.contains(#""language":{"code":"ru","policy":"deterministic"},"namespace":"space_1""#))
    }

    @Test("the instance is in the address, or told apart")
    func instances() throws {
        func url(_ address: String, _ instance: String?) -> String? {
            ChatAPIProvider(url: address, instance: instance) { "t&t" }?.probe().url
        }
        #expect(url("https://chat.example/instance7", nil) == "https://chat.example/instance7/status?token=t%26t")
        #expect(url("https://chat.example/", "7") == "https://chat.example/instance7/status?token=t%26t")
        #expect(url("https://api.1msg.io", "ABC") == "https://api.1msg.io/ABC/status?token=t%26t")
        #expect(
            url("http://127.0.0.1:8025/chatapi", "instance7")
                == "http://127.0.0.1:8025/chatapi/instance7/status?token=t%26t")
        #expect(url("https://chat.example", nil) == nil)
    }

    @Test("has no window and no templates but where it is built on WhatsApp's own interface")
    func features() throws {
        let old = try #require(ChatAPIProvider(url: "https://chat.example/instance7", instance: nil) { "" })
        #expect(!old.features.hasWindow && !old.features.hasTemplates)
        #expect(try ProviderBench.chatAPI(speaksTemplates: false).features.hasTemplates)
    }

    @Test("an answer of success that was not sent is a refusal; no refusal holds the token")
    func refusals() throws {
        let provider = try ProviderBench.chatAPI()
        let sent = ProviderBench.answer(200, #"{"sent":true,"id":"true_1@c.us_3EB0","message":"ok"}"#)
        #expect(provider.outcome(of: sent) == .accepted(id: "true_1@c.us_3EB0"))
        let cases: [(Int, String, ErrorClass)] = [
            (200, #"{"sent":false,"message":"Phone is not registered in WhatsApp"}"#, .recipient),
            (200, #"{"sent":false,"message":"something new"}"#, .unknown),
            (401, #"{"error":"Wrong token test-token. Please provide token as a GET parameter."}"#, .configuration),
            (200, #"{"sent":false,"error":{"code":131047,"message":"m"}}"#, .windowClosed),
            (500, "<html>", .transient),
        ]
        for (status, body, expected) in cases {
            let error = try ProviderBench.refusal(provider, status, body)
            #expect(error.errorClass == expected, "\(body)")
            #expect(!error.detail.contains("test-token"))
        }
    }

    @Test("the account is in order when it is authenticated")
    func probe() throws {
        let provider = try ProviderBench.chatAPI()
        #expect(provider.fault(inProbe: ProviderBench.answer(200, #"{"accountStatus":"authenticated"}"#)) == nil)
        let fault = provider.fault(inProbe: ProviderBench.answer(200, #"{"accountStatus":"got qr code"}"#))
        #expect(fault?.errorClass == .configuration)
        #expect(
            provider.fault(inProbe: ProviderBench.answer(401, #"{"error":"Wrong token"}"#))?.errorClass
                == .configuration)
        let queue = try #require(provider.quotaRequests().first)
        #expect(queue.read(ProviderBench.answer(200, #"{"totalMessages":3}"#)) == [ProviderQuota(.queue, 3)])
    }
}
