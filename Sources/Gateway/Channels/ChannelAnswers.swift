import Foundation

/// `GET /telegram/status`.
struct TelegramStatusAnswer: Encodable, Sendable {
    let linked: Bool
    let enabled: Bool
    @OrNull var chatId: String?
    @OrNull var username: String?
    let verified: Bool
    @OrNull var suspendedReason: String?
    @OrNull var verificationExpiresAt: Date?
}

/// `POST /whatsapp/link`.
struct WhatsAppLinkAnswer: Encodable, Sendable {
    let success: Bool
    let message: String
    let phoneNumber: String
    /// False until the number is proved.
    let enabled: Bool
    /// How to prove it; null when there is nothing left to prove.
    @OrNull var verification: WhatsAppVerification? = nil
}

/// `POST /whatsapp/link/code`.
struct WhatsAppCodeAnswer: Encodable, Sendable {
    let success: Bool
    let message: String
    let phoneNumber: String
    /// Until when the code is good.
    let expiresAt: Date
}

/// How a number is proved: its owner sends the code to ours.
struct WhatsAppVerification: Encodable, Sendable {
    /// A message that has to be sent before the code.
    struct Step: Encodable, Sendable {
        let text: String
        @OrNull var url: String?
    }

    /// What a provider's sandbox wants to hear first; null elsewhere.
    @OrNull var join: Step?
    /// Opens WhatsApp with the message to send; null where this server does not know its own number.
    @OrNull var url: String?
    let code: String
    /// The message to send, with the code in it.
    let text: String
    let expiresAt: Date
}

/// `POST /telegram/link`.
struct TelegramLinkAnswer: Encodable, Sendable {
    let success: Bool
    let message: String
    /// Opens the bot; there one tap on "Start" links the chat. Null when a sandbox's chat was linked at once.
    @OrNull var url: String? = nil
    @OrNull var expiresAt: Date? = nil
    @OrNull var chatId: String?
    let enabled: Bool
}

/// `DELETE …/unlink`.
struct OutcomeAnswer: Encodable, Sendable {
    let success: Bool
    let message: String
}

/// `POST …/toggle`.
struct ToggleAnswer: Encodable, Sendable {
    let success: Bool
    let message: String
    let enabled: Bool
}

/// `POST /whatsapp/test`, `POST /telegram/test-notification`.
struct TestAnswer: Encodable, Sendable {
    let success: Bool
    let message: String
    /// The message's id, under which its delivery is recorded.
    let notificationId: String
    let status: String
}
