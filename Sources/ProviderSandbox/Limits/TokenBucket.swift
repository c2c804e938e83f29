/// A steady rate with a burst: what one chat or one person may get.
struct TokenBucket {
    private var tokens: Double
    private var updated: ContinuousClock.Instant
    private let capacity: Double
    private let perSecond: Double

    init(burst: Int, perSecond: Double, now: ContinuousClock.Instant) {
        capacity = Double(burst)
        tokens = capacity
        self.perSecond = perSecond
        updated = now
    }

    /// Takes a token, or says how long until there is one.
    mutating func take(at now: ContinuousClock.Instant) -> Duration? {
        refill(now)
        guard tokens < 1 else {
            tokens -= 1
            return nil
        }
        return .milliseconds(Int64(((1 - tokens) / perSecond * 1000).rounded(.up)))
    }

    /// Whether it is as full as a new one.
    mutating func isFull(at now: ContinuousClock.Instant) -> Bool {
        refill(now)
        return tokens >= capacity
    }

    private mutating func refill(_ now: ContinuousClock.Instant) {
        tokens = min(capacity, tokens + (now - updated) / .seconds(1) * perSecond)
        updated = now
    }
}
