/// Waits that double and are drawn from nothing to the whole (full jitter), so that what failed together does not
/// come back together.
package struct Backoff: Sendable {
    private let base: Duration
    private let limit: Duration
    private var ceiling: Duration

    /// - Parameters:
    ///   - base: the longest first wait.
    ///   - limit: the longest wait of all.
    package init(base: Duration, limit: Duration) {
        self.base = base
        self.limit = limit
        ceiling = base
    }

    /// The next wait, at least one millisecond.
    package mutating func next() -> Duration {
        let wait = max(.milliseconds(1), ceiling * Double.random(in: 0...1))
        ceiling = min(limit, ceiling * 2)
        return wait
    }

    package mutating func reset() {
        ceiling = base
    }
}
