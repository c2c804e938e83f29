import Foundation

/// One accepted message, as its reader would see it and as tests want to know it.
struct SandboxMessage: Sendable, Codable, Equatable {
    struct Button: Sendable, Codable, Equatable {
        let text: String
        var url: String?
        /// What the provider would report when it is tapped.
        var data: String?
        /// It is a row of a list.
        var row: Bool?
    }

    enum Kind: String, Sendable, Codable {
        case text, image, interactive, template
    }

    enum Status: String, Sendable, Codable {
        case accepted, failed
    }

    /// From 1, in the order of acceptance; what people write takes numbers of the same row.
    var id = 0
    let provider: Provider
    var channel: SandboxChannel
    /// The business number or the bot.
    let sender: String
    /// A phone number with its plus sign, or a chat id.
    let recipient: String
    var kind: Kind
    /// As it was sent, with its markup.
    let text: String
    /// As it reads: without markup. For WhatsApp, whose markup is plain text, the same.
    let plainText: String
    var buttons: [Button] = []
    /// The picture's address.
    var media: String?
    /// The template's name or id.
    var template: String?
    var at = Date()
    let providerMessageID: String
    var status = Status.accepted
    /// Why it fails after acceptance, where it does.
    var failure: LateFailure?
    /// What the sender wants to see again in status callbacks.
    var correlation: String?
    /// Where status callbacks go, when the request names it.
    var callbackURL: String?

    enum CodingKeys: String, CodingKey {
        case id, provider, channel, sender, recipient, kind, text, buttons, media, template, at, status, failure,
            correlation
        case plainText = "plain_text"
        case providerMessageID = "provider_message_id"
        case callbackURL = "callback_url"
    }

    init(
        provider: Provider, sender: String, recipient: String, kind: Kind, text: String, plainText: String,
        providerMessageID: String
    ) {
        self.provider = provider
        channel = provider.channel
        self.sender = sender
        self.recipient = recipient
        self.kind = kind
        self.text = text
        self.plainText = plainText
        self.providerMessageID = providerMessageID
    }
}
