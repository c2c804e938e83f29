package import Contracts
package import Messaging

/// How one sender works.
package struct SenderSettings: Sendable {
    package var channel: Channel
    package var claims: ClaimPolicy
    package var retry: RetryPolicy
    /// Slots a second of a number; zero for no limit.
    package var rate: Double
    /// Messages of the notifications' queue that may be unsettled.
    package var prefetch: Int
    /// Messages at work at once.
    package var concurrency: Int
    /// Where people find their account; nil for no link.
    package var accountURL: String?
    package var appName: String
    /// The time between two account calls while paused, and the shortest pause after a refusal for the account's sake.
    package var probeInterval: Duration
    /// How long a message waits that was refused for the account's sake; `RETRY_SCALE` does not shorten it.
    package var configurationWait: Duration
    package var routing: NumberRouting
    package var breaker: CircuitBreaker.Policy
    /// How long a group of claims or records waits for more while messages stream in.
    package var batchLinger: Duration

    package init(
        channel: Channel, claims: ClaimPolicy, retry: RetryPolicy, rate: Double = 0, prefetch: Int = 200,
        concurrency: Int = 100, accountURL: String? = nil, appName: String = "Campanello",
        probeInterval: Duration = .seconds(5), configurationWait: Duration = .seconds(60),
        batchLinger: Duration = .milliseconds(2), routing: NumberRouting = .failover,
        breaker: CircuitBreaker.Policy = CircuitBreaker.Policy()
    ) {
        self.channel = channel
        self.claims = claims
        self.retry = retry
        self.rate = rate
        self.prefetch = prefetch
        self.concurrency = concurrency
        self.accountURL = accountURL
        self.appName = appName
        self.probeInterval = probeInterval
        self.configurationWait = configurationWait
        self.batchLinger = batchLinger
        self.routing = routing
        self.breaker = breaker
    }

    /// The share of a number's slots that is kept for direct messages.
    package static let directShare = 0.2

    /// No message may wait for its slot for more than a minute, so at a low rate fewer are taken.
    package var boundedPrefetch: Int {
        rate > 0 ? max(1, min(prefetch, Int(rate * (1 - Self.directShare) * 30))) : prefetch
    }
}
