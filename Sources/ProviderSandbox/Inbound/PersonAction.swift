import Foundation

/// What a person did on their telephone: wrote, pressed a button, chose a row, blocked the bot.
struct PersonAction: Sendable, Codable, Equatable {
    enum Kind: String, Sendable, Codable, CaseIterable {
        case text
        /// A button below a message: Telegram's inline button, WhatsApp's reply button.
        case button
        /// A row of a list that WhatsApp opens.
        case row
        /// Telegram: the bot is blocked, or no longer.
        case blocked, unblocked
        /// Meta: no more marketing messages, or again.
        case stop, resume
    }

    /// Shares its numbers with the messages that were sent, so that a chat is in order by it.
    var id = 0
    let provider: Provider
    let channel: SandboxChannel
    /// A phone number with its plus sign, or a chat id.
    let from: String
    /// The business number, as the provider calls it; for Telegram the bot's name.
    let to: String
    let kind: Kind
    /// What was written, or the title of what was pressed.
    let text: String
    /// What the button or row says.
    var payload: String?
    /// The provider's id of the message whose button was pressed.
    var about: String?
    /// What the provider calls this in its webhook.
    let providerMessageID: String
    /// The name that the person goes by, where they have one.
    var username: String?
    /// Telegram: the language of the person's app.
    var language: String?
    var at = Date()
    /// What the pressed button was answered with.
    var answer: String?

    enum CodingKeys: String, CodingKey {
        case id, provider, channel, from, to, kind, text, payload, about, username, language, at, answer
        case providerMessageID = "provider_message_id"
    }

    /// Whether it opens the 24-hour window: everything that a person sends to a number does.
    var opensWindow: Bool { [.text, .button, .row].contains(kind) }
}
