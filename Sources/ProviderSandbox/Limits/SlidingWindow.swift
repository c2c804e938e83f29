import DequeModule

/// Counts events in any sliding span of time.
struct SlidingWindow {
    private var times = Deque<ContinuousClock.Instant>()
    private let span: Duration
    private let limit: Int
    /// The most that were ever let in within one span.
    private(set) var peak = 0

    init(limit: Int, per span: Duration = .seconds(1)) {
        self.limit = limit
        self.span = span
    }

    /// Lets an event in, or says how long it has to wait.
    mutating func admit(at now: ContinuousClock.Instant) -> Duration? {
        while let first = times.first, first + span <= now { times.removeFirst() }
        guard times.count < limit else { return (times.first ?? now) + span - now }
        times.append(now)
        peak = max(peak, times.count)
        return nil
    }

    /// Whether nothing happened within the last span.
    func isIdle(at now: ContinuousClock.Instant) -> Bool { times.last.map { $0 + span <= now } ?? true }
}
