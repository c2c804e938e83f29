import Contracts
import Foundation
import Notifications
import Testing

@Suite("MessageBird and Bird")
struct BirdTests {
    @Test("MessageBird: text, picture, template, buttons and list, with our id in two places")
    func messageBird() throws {
        let provider = ProviderBench.messageBird
        let request = ProviderBench.request(provider, ProviderBench.text)
        #expect(request.url == "https://conversations.messagebird.com/v1/send")
        #expect(request.headers.contains { $0.name == "Authorization" && $0.value == "AccessKey test-token" })
        let text = try ProviderBench.body(provider, ProviderBench.text)
        #expect(
            text == #"{"content":{"text":"Привет"},"from":"test-channel","#
                + #""reportUrl":"https://campanello.example/webhooks/whatsapp?delivery=ID","to":"14158675309","#
                + #""trackId":"ID","type":"text"}"#)
        let picture = try ProviderBench.body(provider, ProviderBench.picture)
        #expect(picture.contains(#"{"image":{"caption":"Привет","url":"https://a.example/1.jpg"}}"#))
        let template = try ProviderBench.body(provider, ProviderBench.template("space_1:new_listings:it", .messageBird))
        #expect(template.contains(#""language":{"code":"it","policy":"deterministic"},"namespace":"space_1""#))
        #expect(template.contains(#"{"default":"Рим"}"#) && template.contains(#""type":"hsm""#))
        let buttons = try ProviderBench.body(provider, ProviderBench.buttons)
        #expect(buttons.contains(#"{"id":"hide:5","title":"Не интересно","type":"reply"}"#))
        #expect(try ProviderBench.body(provider, ProviderBench.list).contains(#""type":"list""#))
    }

    @Test(
        "MessageBird: errors are classed by their code",
        arguments: [
            (2, ErrorClass.configuration), (25, .configuration), (10, .content), (99, .transient), (302, .recipient),
            (470, .windowClosed), (131050, .optOut), (1013, .recipient), (2001, .template),
        ])
    func messageBirdErrors(_ code: Int, _ expected: ErrorClass) throws {
        let body = #"{"errors":[{"code":\#(code),"description":"d","parameter":"to"}]}"#
        let error = try ProviderBench.refusal(ProviderBench.messageBird, 422, body)
        #expect(error == ProviderError(expected, code: String(code), detail: "d: to"))
        let media = #"{"errors":[{"code":21,"description":"invalid url","parameter":"content.image.url"}]}"#
        #expect(try ProviderBench.refusal(ProviderBench.messageBird, 422, media).isAboutPicture)
    }

    @Test("MessageBird: accepted, and the balance")
    func messageBirdAnswers() throws {
        let sent = ProviderBench.answer(202, #"{"id":"m1","status":"accepted"}"#)
        #expect(ProviderBench.messageBird.outcome(of: sent) == .accepted(id: "m1"))
        let balance = try #require(ProviderBench.messageBird.quotaRequests().first)
        #expect(balance.read(ProviderBench.answer(200, #"{"amount":12.5}"#)) == [ProviderQuota(.balance, 12.5)])
        let sandbox = MessageBirdProvider(
            url: "http://127.0.0.1:8025/messagebird", channel: "c", statusCallback: nil
        ) { "test-token" }
        #expect(sandbox.quotaRequests().isEmpty && !sandbox.hasReceipts)
        #expect(ProviderBench.request(sandbox, ProviderBench.text).url == "http://127.0.0.1:8025/messagebird/v1/send")
    }

    @Test("Bird's channels: text with postbacks, picture, template by names, our id as the reference")
    func channels() throws {
        let provider = try ProviderBench.birdChannels()
        let request = ProviderBench.request(provider, ProviderBench.text)
        #expect(request.url == "https://api.bird.com/workspaces/test-workspace/channels/test-channel/messages")
        let text = try ProviderBench.body(provider, ProviderBench.text)
        #expect(text.contains(#"{"identifierKey":"phonenumber","identifierValue":"+14158675309"}"#))
        #expect(text.contains(#""reference":"ID""#))
        #expect(text.contains(#""body":{"text":{"text":"Привет"},"type":"text"}"#))
        var buttons = ProviderBench.buttons
        #expect(
            try ProviderBench.body(provider, buttons).contains(#""images":[{"mediaUrl":"https://a.example/1.jpg"}]"#))
        buttons.picture = nil
        let replies = try ProviderBench.body(provider, buttons)
        #expect(replies.contains(#"{"postback":{"payload":"hide:5","text":"Не интересно"},"type":"postback"}"#))
        let template = try ProviderBench.body(provider, ProviderBench.template("project-1:version-1", .birdChannels))
        #expect(template.contains(#"{"key":"count","type":"string","value":"3 объявления"}"#))
        #expect(template.contains(#""locale":"ru""#) && !template.contains(#""body""#))
        #expect(try ProviderBench.body(provider, ProviderBench.list).contains(#"Меню\n\n1. Roma – 3"#))
        #expect(BirdChannelsProvider(url: "https://api.bird.com", channel: "c") { "" } == nil)
    }

    @Test("Bird of 2026: one key for all attempts at a message, another for what stands in for it")
    func idempotency() throws {
        let provider = ProviderBench.bird
        #expect(provider.features.hasIdempotencyKey)
        func key(_ message: OutgoingMessage) -> String? {
            ProviderBench.request(provider, message).headers.first { $0.name == "Idempotency-Key" }?.value
        }
        let id = ProviderBench.id.text
        #expect(key(ProviderBench.text) == id)
        #expect(key(ProviderBench.picture) == id + "-picture")
        #expect(key(try ProviderBench.template("new-listings", .bird)) == id + "-template")
        #expect(
            ProviderBench.request(provider, ProviderBench.text).body
                == ProviderBench.request(provider, ProviderBench.text).body)
        guard case .unclear = provider.outcome(of: ProviderBench.answer(409, #"{"error":{"type":"conflict_error"}}"#))
        else {
            Issue.record("an earlier request under the key may have been taken")
            return
        }
    }

    @Test("Bird of 2026: its bodies and its address")
    func bird() throws {
        let request = ProviderBench.request(ProviderBench.bird, ProviderBench.text)
        #expect(request.url == "https://eu1.platform.bird.com/v1/whatsapp/messages")
        #expect(request.headers.contains { $0.value == "Bearer test-token" })
        #expect(
            try ProviderBench.body(ProviderBench.bird, ProviderBench.picture)
                == #"{"from":"+14155238886","image":{"caption":"Привет","url":"https://a.example/1.jpg"},"#
                + #""metadata":{"delivery":"ID"},"to":"+14158675309"}"#)
        let template = try ProviderBench.body(ProviderBench.bird, ProviderBench.template("new-listings:it-IT", .bird))
        #expect(template.contains(#""language":"it-IT","slug":"new-listings"}"#))
        #expect(try ProviderBench.body(ProviderBench.bird, ProviderBench.text, to: "IT.1").contains(#""to":"IT.1""#))
    }

    @Test(
        "Bird: errors are classed by Meta's code, by the word, then by the type",
        arguments: [
            (#"{"error":{"type":"rate_limit_error","message":"m"}}"#, ErrorClass.throttled),
            (#"{"error":{"code":"E0","name":"ServiceWindowExpired","type":"bad_request_error"}}"#, .windowClosed),
            (#"{"error":{"code":"recipient_suppressed"}}"#, .optOut), (#"{"code":"undeliverable"}"#, .recipient),
            (#"{"error":{"type":"bad_request_error","vendor_code":"131026"}}"#, .recipient),
            (#"{"error":{"type":"billing_error"}}"#, .configuration), (#"{"code":15005}"#, .recipient),
            (#"{"error":{"type":"internal_error"}}"#, .transient), (#"{"code":"something_new"}"#, .unknown),
            (#"{"error":{"type":"validation_error","param":"image.url"}}"#, .content),
        ])
    func birdErrors(_ body: String, _ expected: ErrorClass) throws {
        for provider in [ProviderBench.bird, try ProviderBench.birdChannels()] as [any MessagingProvider] {
            let error = try ProviderBench.refusal(provider, 400, body)
            #expect(error.errorClass == expected)
            #expect(error.isAboutPicture == body.contains("image"))
        }
    }

    @Test("Bird of 2026: our number's figures among those of the workspace")
    func quotas() throws {
        let quota = try #require(ProviderBench.bird.quotaRequests().first)
        let body =
            #"{"data":[{"phone_number":"+15005550006","messaging_limit":"TIER_250"},"#
            + #"{"phone_number":"+14155238886","messaging_limit":10000,"quality_rating":"high"}]}"#
        #expect(
            quota.read(ProviderBench.answer(200, body))
                == [ProviderQuota(.messagingLimit, 10_000), ProviderQuota(.quality, 3)])
    }
}
