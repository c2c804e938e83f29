import Foundation

/// What a person did, as the provider's webhook tells the number's owner.
enum InboundWebhook {
    /// What the provider calls it: a press of Telegram's has a number of its own.
    static func id(_ provider: Provider, _ kind: PersonAction.Kind) -> String {
        switch provider {
        case .twilio: ProviderID.hex(prefix: "SM")
        case .meta, .dialog360: "wamid." + ProviderID.hex(prefix: "R")
        case .messageBird: ProviderID.hex(prefix: "")
        case .birdChannels: UUID().uuidString.lowercased()
        case .bird: ProviderID.hex(prefix: "wam_")
        case .chatAPI: ProviderID.hex(prefix: "false_3EB0")
        case .telegram: String(UInt64.random(in: 1 << 60..<1 << 62))
        }
    }

    /// - Parameter key: What the number's messages were sent with, for a provider that signs with that.
    /// - Returns: Nil where there is no address, or nothing to sign with.
    static func post(_ action: PersonAction, to webhook: CallbackSettings.Webhook, key: String?) -> SignedPost? {
        guard let url = webhook.url else { return nil }
        let secret = webhook.secret
        switch action.provider {
        case .twilio:
            guard let token = secret ?? key else { return nil }
            return .twilio(url: url, fields: TwilioInbound.fields(action), token: token)
        case .meta: return .meta(url: url, json: MetaInbound.body(action), secret: secret)
        case .dialog360:
            return .dialog360(url: url, json: MetaInbound.body(action), secret: secret, headers: webhook.headers)
        case .messageBird: return .messageBird(url: url, json: MessageBirdInbound.body(action), secret: secret)
        case .birdChannels: return .birdChannels(url: url, json: BirdInbound.channels(action), secret: secret)
        case .bird: return .bird(url: url, json: BirdInbound.body(action), secret: secret)
        case .chatAPI: return .chatAPI(url: url, json: ChatAPIInbound.body(action))
        case .telegram: return nil
        }
    }
}
