import CurlTransport
import NIOConcurrencyHelpers
import Notifications

/// Everything the providers' faces share: messages, limits, faults, tokens.
final class Sandbox: Sendable {
    let configuration: SandboxConfiguration
    let messages: MessageStore
    let limits: RateLimits
    let callbacks: CallbackDesk
    private let currentFaults: NIOLockedValueBox<Faults>
    private let refusals = NIOLockedValueBox<[String: Int]>([:])

    /// - Parameter transport: What callbacks are sent by; nil for plain HTTP to wherever they are told to go.
    init(
        _ configuration: SandboxConfiguration = SandboxConfiguration(), transport: (any ProviderTransport)? = nil
    ) {
        self.configuration = configuration
        messages = MessageStore(capacity: configuration.capacity)
        limits = RateLimits(configuration)
        currentFaults = NIOLockedValueBox(configuration.faults)
        let connections = configuration.callbacks.concurrency
        callbacks = CallbackDesk(
            configuration.callbacks,
            transport: transport
                ?? CurlTransport(
                    CurlConfiguration(
                        connectionsPerHost: connections, connections: connections, allowsPlainHTTP: true)))
    }

    var faults: Faults {
        get { currentFaults.withLockedValue { $0 } }
        set { currentFaults.withLockedValue { $0 = newValue } }
    }

    /// How many requests were refused or left without an answer, by reason.
    var refused: [String: Int] { refusals.withLockedValue { $0 } }

    func count(refusal reason: String) { refusals.withLockedValue { $0[reason, default: 0] += 1 } }

    /// Forgets messages and figures; faults and tokens stay.
    func reset() async {
        await callbacks.reset()
        messages.removeAll()
        limits.reset()
        refusals.withLockedValue { $0 = [:] }
    }

    /// Whether a provider would let this token in.
    func admits(token: String, provider: Provider) -> Bool {
        let faults = faults
        let applies = faults.channel == nil || faults.channel == provider.channel
        let isRight =
            !token.isEmpty && !(applies && faults.badToken) && !faults.refusedTokens.contains(token)
            && configuration.tokens[provider].map { $0.contains(token) } != false
        if !isRight { count(refusal: "unauthorized") }
        return isRight
    }

    /// What befalls a request with the right token: the account's limits first, then what is wrong on purpose.
    func judge(provider: Provider, account: String, recipient: String, media: String?) -> Verdict {
        switch limits.admit(provider: provider, account: account, recipient: recipient) {
        case .account(let wait): return counted(.tooManyRequests(retryAfter: wait.wholeSeconds))
        case .recipient(let wait): return counted(.recipientLimit(retryAfter: wait.wholeSeconds))
        case nil: break
        }
        let draw = Double.random(in: 0..<1)
        return counted(faults.verdict(channel: provider.channel, recipient: recipient, media: media, draw: draw))
    }

    private func counted(_ verdict: Verdict) -> Verdict {
        switch verdict {
        case .accept, .acceptAfter: break
        case .acceptAndFail: count(refusal: "failed_after_acceptance")
        case .acceptInSilence: count(refusal: "timeout_after")
        case .silence: count(refusal: "timeout_before")
        case .serverError: count(refusal: "server_error")
        case .tooManyRequests: count(refusal: "too_many_requests")
        case .recipientLimit: count(refusal: "recipient_limit")
        case .refused(let fault): count(refusal: "recipient_\(fault.rawValue)")
        case .mediaUnreachable: count(refusal: "media_unreachable")
        }
        return verdict
    }
}

extension Duration {
    /// Rounded up, and at least one: what `retry_after` counts in.
    var wholeSeconds: Int { max(1, Int((self / .seconds(1)).rounded(.up))) }
}
