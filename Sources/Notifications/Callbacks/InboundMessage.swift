package import Foundation

/// What somebody wrote to us or pressed.
package struct InboundMessage: Sendable, Equatable, Codable {
    package enum Content: Sendable, Equatable, Codable {
        case text(String)
        /// A button of one of our messages: what we gave it, and its words where they come along.
        case button(payload: String, title: String?)
        /// A row of one of our lists.
        case row(id: String, title: String?)
        /// A picture, a place, a reaction…: its kind alone.
        case other(String)
    }

    /// As `recipients.address` has it; nil where the person shows the provider's user id alone.
    package let address: String?
    /// The provider's own name for the person, where it has one.
    package let userID: String?
    package let providerMessageID: String
    package let content: Content
    /// By the provider's clock.
    package let at: Date?
    /// Telegram: the name without its @.
    package let username: String?
    /// Telegram: the language of the person's app, such as `it`.
    package let languageCode: String?
    /// Telegram: which press of a button wants an answer.
    package let pressID: String?

    /// - Parameter content: A text is cut to ``longestText``.
    package init(
        address: String?, userID: String? = nil, providerMessageID: String, content: Content, at: Date?,
        username: String? = nil, languageCode: String? = nil, pressID: String? = nil
    ) {
        self.address = address
        self.userID = userID
        self.providerMessageID = providerMessageID
        self.content =
            if case .text(let text) = content { .text(String(text.prefix(Self.longestText))) } else { content }
        self.at = at
        self.username = username
        self.languageCode = languageCode
        self.pressID = pressID
    }

    /// Characters of a text that are kept: everything that means something to us is far shorter.
    package static let longestText = 1_000
}
