import NIOConcurrencyHelpers

/// The providers' limits, by account or number and by reader.
final class RateLimits: Sendable {
    enum Refusal: Sendable, Equatable {
        /// The bot or number sends too much.
        case account(wait: Duration)
        /// This one reader gets too much.
        case recipient(wait: Duration)
    }

    /// What was seen of one channel's limit.
    struct Figures: Sendable, Codable {
        let limit: Int
        /// The most that were let in within any sliding second.
        let peak: Int
        /// Requests refused because of the account's limit, and because of a reader's.
        let exceeded: Int
        let recipientExceeded: Int

        enum CodingKeys: String, CodingKey {
            case limit, peak, exceeded
            case recipientExceeded = "recipient_exceeded"
        }
    }

    private struct State {
        var accounts: [String: SlidingWindow] = [:]
        var groups: [String: SlidingWindow] = [:]
        var recipients: [String: TokenBucket] = [:]
        var exceeded: [SandboxChannel: Int] = [:]
        var recipientExceeded: [SandboxChannel: Int] = [:]
    }

    /// Beyond so many readers, those whose bucket is full again are forgotten.
    private static let remembered = 50_000
    /// A chat takes a few messages at once before its limit of one a second shows.
    private static let chatBurst = 3

    private let configuration: SandboxConfiguration
    private let state = NIOLockedValueBox(State())

    init(_ configuration: SandboxConfiguration) { self.configuration = configuration }

    /// Lets a request in, or says which limit is in its way.
    func admit(
        provider: Provider, account: String, recipient: String, at now: ContinuousClock.Instant = .now
    ) -> Refusal? {
        state.withLockedValue { state in
            let limit = provider == .telegram ? configuration.telegramLimit : configuration.whatsappLimit
            let key = "\(provider.channel.rawValue) \(account)"
            if let wait = state.accounts[key, default: SlidingWindow(limit: limit)].admit(at: now) {
                state.exceeded[provider.channel, default: 0] += 1
                return .account(wait: wait)
            }
            if let wait = recipientWait(provider, "\(key) \(recipient)", recipient, now, &state) {
                state.recipientExceeded[provider.channel, default: 0] += 1
                return .recipient(wait: wait)
            }
            return nil
        }
    }

    /// What was seen so far, by channel.
    func figures() -> [String: Figures] {
        state.withLockedValue { state in
            Dictionary(
                uniqueKeysWithValues: SandboxChannel.allCases.map { channel in
                    let windows = state.accounts.filter { $0.key.hasPrefix(channel.rawValue) }.values
                    let limit = channel == .telegram ? configuration.telegramLimit : configuration.whatsappLimit
                    return (
                        channel.rawValue,
                        Figures(
                            limit: limit, peak: windows.map(\.peak).max() ?? 0, exceeded: state.exceeded[channel] ?? 0,
                            recipientExceeded: state.recipientExceeded[channel] ?? 0)
                    )
                })
        }
    }

    func reset() { state.withLockedValue { $0 = State() } }

    private func recipientWait(
        _ provider: Provider, _ key: String, _ recipient: String, _ now: ContinuousClock.Instant, _ state: inout State
    ) -> Duration? {
        if provider == .telegram, recipient.hasPrefix("-") {
            guard configuration.telegramGroupLimit > 0 else { return nil }
            let window = SlidingWindow(limit: configuration.telegramGroupLimit, per: .seconds(60))
            return state.groups[key, default: window].admit(at: now)
        }
        let (burst, rate) = bucket(provider)
        guard burst > 0, rate > 0 else { return nil }
        if state.recipients.count > Self.remembered { forgetFull(&state, now) }
        return state.recipients[key, default: TokenBucket(burst: burst, perSecond: rate, now: now)].take(at: now)
    }

    private func bucket(_ provider: Provider) -> (burst: Int, perSecond: Double) {
        switch provider {
        case .telegram:
            (Self.chatBurst * configuration.telegramChatLimit, Double(configuration.telegramChatLimit))
        // Meta's limit for a pair of number and person, whoever passes it on.
        case .meta, .dialog360, .messageBird, .birdChannels, .bird: (configuration.whatsappRecipientBurst, 1.0 / 6)
        // Twilio queues instead.
        case .twilio, .chatAPI: (0, 0)
        }
    }

    private func forgetFull(_ state: inout State, _ now: ContinuousClock.Instant) {
        for (key, bucket) in state.recipients {
            var bucket = bucket
            if bucket.isFull(at: now) { state.recipients[key] = nil }
        }
    }
}
