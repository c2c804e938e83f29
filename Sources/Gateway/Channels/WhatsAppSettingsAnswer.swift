/// `GET /whatsapp/settings`: what the channel can do, for everybody.
struct WhatsAppSettingsAnswer: Encodable, Sendable {
    struct Features: Encodable, Sendable {
        let textMessages: Bool
        let templateMessages: Bool
        let richMedia: Bool
    }

    struct Limits: Encodable, Sendable {
        let maxListingsPerMessage: Int
        let messageLengthLimit: Int
    }

    let enabled: Bool
    let features: Features
    let limits: Limits

    /// The figures that clients know: three listings a message, 4,096 characters.
    init(enabled: Bool) {
        self.enabled = enabled
        features = Features(textMessages: true, templateMessages: false, richMedia: false)
        limits = Limits(maxListingsPerMessage: 3, messageLengthLimit: 4096)
    }
}
