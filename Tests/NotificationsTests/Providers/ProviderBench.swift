import Contracts
import Foundation
import Notifications
import Testing

/// Providers as tests build them, and what they send.
enum ProviderBench {
    static let id = UUID.v7()
    static let token: @Sendable () -> String = { "test-token" }

    static let meta = MetaProvider(
        url: "https://graph.facebook.com/v26.0", numberID: "1234", hasReceipts: true, token: token)
    static let dialog360 = Dialog360Provider(url: "https://waba-v2.360dialog.io", hasReceipts: true, key: token)
    static let messageBird = MessageBirdProvider(
        url: "https://conversations.messagebird.com/v1", channel: "test-channel",
        statusCallback: "https://campanello.example/webhooks/whatsapp", key: token)
    static let bird = BirdProvider(url: "https://eu1.platform.bird.com", sender: "+14155238886", key: token)

    static func birdChannels() throws -> BirdChannelsProvider {
        let url = "https://api.bird.com/workspaces/test-workspace"
        return try #require(BirdChannelsProvider(url: url, channel: "test-channel", key: token))
    }

    static func chatAPI(speaksTemplates: Bool = true) throws -> ChatAPIProvider {
        try #require(
            ChatAPIProvider(
                url: "https://api.1msg.io/test-instance", instance: nil, speaksTemplates: speaksTemplates, token: token)
        )
    }

    static func twilio() throws -> TwilioProvider {
        let url = "https://api.twilio.com/2010-04-01/Accounts/test-account/Messages.json"
        let account = try #require(TwilioProvider.Account(url: url, sid: nil, token: token))
        return TwilioProvider(account: account, sender: "+14155238886", statusCallback: nil)
    }

    /// Every WhatsApp provider.
    static func all() throws -> [any MessagingProvider] {
        [try twilio(), meta, dialog360, messageBird, try birdChannels(), bird, try chatAPI()]
    }

    static func answer(
        _ status: Int, _ body: String, headers: [(name: String, value: String)] = []
    ) -> ProviderResponse {
        ProviderResponse(status: status, headers: headers, body: Array(body.utf8))
    }

    /// The refusal that `provider` reads in an answer.
    static func refusal(_ provider: any MessagingProvider, _ status: Int, _ body: String) throws -> ProviderError {
        guard case .refused(let error) = provider.outcome(of: answer(status, body)) else {
            throw NotRefused(outcome: provider.outcome(of: answer(status, body)))
        }
        return error
    }

    struct NotRefused: Error {
        let outcome: ProviderOutcome
    }

    static func request(
        _ provider: any MessagingProvider, _ message: OutgoingMessage, to address: String = "+14158675309"
    ) -> ProviderRequest {
        provider.request(for: message, to: address, deliveryID: id)
    }

    /// The request's body as JSON with its keys in order, for comparing to the letter.
    static func body(
        _ provider: any MessagingProvider, _ message: OutgoingMessage, to address: String = "+14158675309"
    ) throws -> String {
        let bytes = request(provider, message, to: address).body ?? []
        let object = try JSONSerialization.jsonObject(with: Data(bytes))
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        let sorted = try JSONSerialization.data(withJSONObject: object, options: options)
        return String(decoding: sorted, as: UTF8.self).replacing(id.text, with: "ID")
    }

    static let text = OutgoingMessage(text: "Привет")
    static let picture = OutgoingMessage(text: "Привет", picture: "https://a.example/1.jpg")
    static let buttons = OutgoingMessage(
        text: "Привет", picture: "https://a.example/1.jpg",
        buttons: [
            [
                MessageButton("Открыть", .open(url: "https://a.example/1")),
                MessageButton("Не интересно", .callback(.notInterested(listing: 5))),
                MessageButton("Приостановить фильтр и всё остальное", .callback(.pause(filter: 7))),
            ]
        ])
    static let list = OutgoingMessage(
        text: "Меню", list: ListMenu(button: "Фильтры", rows: [.init(id: "pause:7", title: "Roma", description: "3")]))

    static func template(_ value: String, _ kind: ProviderKind) throws -> OutgoingMessage {
        let name = try #require(TemplateName(value, for: kind, locale: "ru"))
        let template = TemplateMessage(name: name, locale: "ru", parameters: ["Рим", "3 объявления", "x", "https://a"])
        return OutgoingMessage(text: "", template: template)
    }
}
