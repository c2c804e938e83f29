import CurlTransport
import NIOConcurrencyHelpers
import Notifications

/// Everything the providers' faces share: messages, limits, faults, tokens.
final class Sandbox: Sendable {
    let configuration: SandboxConfiguration
    let messages: MessageStore
    let limits: RateLimits
    let callbacks: CallbackDesk
    /// What people did.
    let actions: ActionLog
    let windows = ServiceWindows()
    let blocks = Blocks()
    /// The bot's updates.
    let telegram: TelegramUpdates
    private let currentFaults: NIOLockedValueBox<Faults>
    let profiles = BusinessProfiles()
    /// 360dialog's webhook is set by its API.
    let dialog360Webhook = NIOLockedValueBox<Dialog360Webhook?>(nil)
    private let keys = NIOLockedValueBox<[String: String]>([:])
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
        let transport =
            transport
            ?? CurlTransport(
                CurlConfiguration(connectionsPerHost: connections, connections: connections, allowsPlainHTTP: true))
        callbacks = CallbackDesk(configuration.callbacks, transport: transport)
        let actions = ActionLog(capacity: configuration.capacity)
        self.actions = actions
        let sender = TelegramWebhookSender(transport: transport, firstPause: configuration.callbacks.firstRetry) {
            call in
            guard call.string("method")?.lowercased() == "answercallbackquery",
                let press = call.string("callback_query_id")
            else { return }
            _ = actions.answer(press: press, with: call.string("text"))
        }
        telegram = TelegramUpdates(sender: sender)
    }

    var faults: Faults {
        get { currentFaults.withLockedValue { $0 } }
        set { currentFaults.withLockedValue { $0 = newValue } }
    }

    /// How many requests were refused or left without an answer, by reason.
    var refused: [String: Int] { refusals.withLockedValue { $0 } }

    func count(refusal reason: String) { refusals.withLockedValue { $0[reason, default: 0] += 1 } }

    /// Where a provider's callbacks go: as the sandbox was started, unless its API was told otherwise.
    func webhook(of provider: Provider) -> CallbackSettings.Webhook {
        var webhook = configuration.callbacks.webhook(provider)
        if provider == .dialog360, let set = dialog360Webhook.withLockedValue({ $0 }) {
            webhook.url = set.url
            webhook.headers = set.headers
        }
        return webhook
    }

    /// Remembers what a number's messages were sent with: Twilio signs what it tells of the number by that.
    func remember(key: String?, of provider: Provider, number: String) {
        if let key { keys.withLockedValue { $0["\(provider.rawValue) \(number)"] = key } }
    }

    func key(of provider: Provider, number: String) -> String? {
        keys.withLockedValue { $0["\(provider.rawValue) \(number)"] }
    }

    /// Forgets messages and figures; faults and tokens stay.
    func reset() async {
        await callbacks.reset()
        await telegram.forgetPending()
        messages.removeAll()
        actions.removeAll()
        windows.closeAll()
        blocks.liftAll()
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
    ///
    /// - Parameter account: What the provider counts the account's limit by.
    func judge(_ message: SandboxMessage, account: String) -> Verdict {
        let (provider, recipient) = (message.provider, message.recipient)
        switch limits.admit(provider: provider, account: account, recipient: recipient) {
        case .account(let wait): return counted(.tooManyRequests(retryAfter: wait.wholeSeconds))
        case .recipient(let wait): return counted(.recipientLimit(retryAfter: wait.wholeSeconds))
        case nil: break
        }
        if blocks.contains(provider, number: message.sender, person: recipient) { return counted(.refused(.blocked)) }
        let draw = Double.random(in: 0..<1)
        let faults = faults
        if let template = message.template, faults.unknownTemplates.contains(template) {
            return counted(.templateUnknown)
        }
        let verdict = faults.verdict(
            channel: provider.channel, recipient: recipient, media: message.media, draw: draw)
        guard verdict == .accept, isOutsideWindow(message) else { return counted(verdict) }
        switch faults.window ?? configuration.window {
        case .ignored: return counted(verdict)
        case .enforced: return counted(.refused(.windowClosed))
        case .reported: return counted(.acceptAndFail(.windowClosed))
        }
    }

    private func isOutsideWindow(_ message: SandboxMessage) -> Bool {
        message.provider.hasWindow && message.kind != .template
            && !windows.isOpen(message.provider, number: message.sender, person: message.recipient)
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
        case .templateUnknown: count(refusal: "template_unknown")
        }
        return verdict
    }
}

extension Duration {
    /// Rounded up, and at least one: what `retry_after` counts in.
    var wholeSeconds: Int { max(1, Int((self / .seconds(1)).rounded(.up))) }
}
