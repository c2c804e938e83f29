/// Why a message fails that was accepted, as callbacks report it.
enum LateFailure: String, Sendable, Codable, CaseIterable {
    /// The provider's own trouble: another try may go well.
    case transient
    /// WhatsApp: the 24-hour window is closed.
    case windowClosed = "window_closed"
    /// Nobody there to take it.
    case recipient
    /// The provider will not say this to that person today.
    case policy
    /// What was sent cannot be delivered to anybody.
    case content

    /// What the provider's callback says.
    /// - Returns: Nil for a provider that reports nothing.
    func code(_ provider: Provider) -> Int? {
        switch provider {
        case .twilio: twilioCode
        case .messageBird where self == .windowClosed: 470
        case .meta, .dialog360, .messageBird, .birdChannels, .bird, .chatAPI: metaCode
        case .telegram: nil
        }
    }

    private var twilioCode: Int {
        switch self {
        case .transient: 30008
        case .windowClosed: 63016
        case .recipient: 63024
        case .policy: 63032
        case .content: 63005
        }
    }

    private var metaCode: Int {
        switch self {
        case .transient: 131000
        case .windowClosed: 131047
        case .recipient: 131026
        case .policy: 131049
        case .content: 131051
        }
    }
}
