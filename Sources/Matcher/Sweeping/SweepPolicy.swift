import Persistence

/// How old what was left lying must be, and how often it is looked for.
struct SweepPolicy: Sendable {
    /// Between two sweeps.
    var interval: Duration
    /// A changed listing that nobody has matched for this long.
    var unmatched: Duration
    /// A delivery that is neither finished nor moving for this long after it was due.
    var stuck: Duration
    /// How lately its sender must have been heard of.
    var heardWithin: Duration
    /// How long matches are kept.
    var retention: Duration
    /// No match older than this can still be pending.
    var oldestPending: Duration
    let retryScale: Double

    /// - Parameter retryScale: shortens the sweep together with the retry levels.
    init(retryScale: Double, retention: Duration, oldestPending: Duration) {
        self.retryScale = retryScale
        interval = max(.seconds(60) * retryScale, .seconds(1))
        unmatched = max(.seconds(300) * retryScale, .seconds(2))
        stuck = .seconds(900) * retryScale
        heardWithin = max(stuck, .seconds(60))
        self.retention = retention
        self.oldestPending = oldestPending
    }

    /// Things dealt with in one step.
    static let batch = 200
}
