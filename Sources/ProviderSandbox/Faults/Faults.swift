/// What goes wrong on purpose. Shares are of all requests that would otherwise be accepted, from 0 to 1.
struct Faults: Sendable, Codable, Equatable {
    /// How a reader refuses, by address.
    enum RecipientFault: String, Sendable, Codable {
        /// Blocked the bot, or opted out of the number.
        case blocked
        /// No such chat, or not on WhatsApp.
        case unknown
        /// The account is gone.
        case deactivated
        /// WhatsApp: the 24-hour window is closed.
        case windowClosed = "window_closed"
    }

    /// Only this channel's requests fail; nil means both channels'.
    var channel: SandboxChannel?
    /// Refused with 429 and ``retryAfter``.
    var tooManyRequests = 0.0
    /// Seconds.
    var retryAfter = 3
    /// Answered with a 5xx, nothing sent.
    var serverError = 0.0
    /// Never answered, nothing sent.
    var timeoutBefore = 0.0
    /// Never answered, yet sent.
    var timeoutAfter = 0.0
    /// Seconds for which a request that times out is held.
    var timeoutSeconds = 60.0
    /// Answered late, otherwise well.
    var slow = 0.0
    var slowSeconds = 2.0
    /// People who cannot be reached: always the same ones for the same share.
    var refusedRecipients = 0.0
    /// Accepted, and reported as failed afterwards.
    var failedAfterAcceptance = 0.0
    /// Why they fail, drawn evenly.
    var lateFailures: [LateFailure] = [.transient, .windowClosed, .recipient]
    /// Seconds from a message's acceptance to its first callback, and about as many between one and the next.
    var callbackDelaySeconds = 0.5
    /// Callbacks that come twice.
    var duplicatedCallbacks = 0.0
    /// Messages whose callbacks come in the wrong order.
    var disorderedCallbacks = 0.0
    /// Callbacks that never come.
    var lostCallbacks = 0.0
    /// Pictures that cannot be fetched: always the same ones for the same share.
    var refusedMedia = 0.0
    /// No token is right any more.
    var badToken = false
    /// Tokens that were right and are no more.
    var refusedTokens: Set<String> = []
    /// What becomes of what is sent outside of a 24-hour window; nil: as the sandbox was started.
    var window: ServiceWindows.Rule?
    /// Templates that are not approved, by name or id.
    var unknownTemplates: Set<String> = []
    /// People who refuse, by address.
    var recipients: [String: RecipientFault] = [:]

    enum CodingKeys: String, CodingKey, CaseIterable {
        case channel, slow, recipients, window
        case tooManyRequests = "too_many_requests"
        case retryAfter = "retry_after"
        case serverError = "server_error"
        case timeoutBefore = "timeout_before"
        case timeoutAfter = "timeout_after"
        case timeoutSeconds = "timeout_seconds"
        case slowSeconds = "slow_seconds"
        case refusedRecipients = "refused_recipients"
        case failedAfterAcceptance = "failed_after_acceptance"
        case lateFailures = "late_failures"
        case callbackDelaySeconds = "callback_delay_seconds"
        case duplicatedCallbacks = "duplicated_callbacks"
        case disorderedCallbacks = "disordered_callbacks"
        case lostCallbacks = "lost_callbacks"
        case refusedMedia = "refused_media"
        case badToken = "bad_token"
        case refusedTokens = "refused_tokens"
        case unknownTemplates = "unknown_templates"
    }

    /// Shares of which at most one befalls a request, in this order.
    var exclusiveShares: [(String, Double)] {
        [
            ("too_many_requests", tooManyRequests), ("server_error", serverError), ("timeout_before", timeoutBefore),
            ("timeout_after", timeoutAfter), ("failed_after_acceptance", failedAfterAcceptance), ("slow", slow),
        ]
    }

    /// Shares that have nothing to do with one another.
    var independentShares: [(String, Double)] {
        [
            ("refused_recipients", refusedRecipients), ("refused_media", refusedMedia),
            ("duplicated_callbacks", duplicatedCallbacks), ("disordered_callbacks", disorderedCallbacks),
            ("lost_callbacks", lostCallbacks),
        ]
    }

    /// The same without anything that befalls callbacks.
    var withHealthyCallbacks: Faults {
        var faults = self
        faults.duplicatedCallbacks = 0
        faults.disorderedCallbacks = 0
        faults.lostCallbacks = 0
        return faults
    }
}
