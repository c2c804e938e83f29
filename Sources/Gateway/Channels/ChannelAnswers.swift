/// `GET /whatsapp/status`.
struct WhatsAppStatusAnswer: Encodable, Sendable {
    let enabled: Bool
    @OrNull var phoneNumber: String?
    @OrNull var instanceId: String?
    let verified: Bool
    /// Why nothing is sent although the channel is on, when its provider refused the address for good.
    @OrNull var suspendedReason: String?
}

/// `GET /telegram/status`.
struct TelegramStatusAnswer: Encodable, Sendable {
    let linked: Bool
    let enabled: Bool
    @OrNull var chatId: String?
    @OrNull var username: String?
    let verified: Bool
    @OrNull var suspendedReason: String?
}

/// `POST /whatsapp/link`.
struct WhatsAppLinkAnswer: Encodable, Sendable {
    let success: Bool
    let message: String
    let phoneNumber: String
    let enabled: Bool
}

/// `POST /telegram/link`.
struct TelegramLinkAnswer: Encodable, Sendable {
    let success: Bool
    let message: String
    let chatId: String
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
