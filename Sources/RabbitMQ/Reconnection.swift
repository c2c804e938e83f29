/// When and where to connect next: hosts in turn, waits that double with full jitter, so that a broker coming back is
/// not overrun by everybody at once.
struct Reconnection {
    static let firstWait = Duration.milliseconds(100)
    static let longestWait = Duration.seconds(10)
    /// A connection that lived this long was a good one.
    static let provenAfter = Duration.seconds(10)

    private(set) var failures = 0
    private var turn: Int
    private var connectedAt: ContinuousClock.Instant?

    /// - Parameter start: any number; spreads replicas over the hosts.
    init(start: Int = .random(in: 0..<1024)) {
        turn = start
    }

    /// The index of the host to try.
    func host(of count: Int) -> Int { turn % count }

    mutating func connected(at now: ContinuousClock.Instant) {
        connectedAt = now
    }

    /// How long to wait before the next attempt, after a connection could not be made or was lost.
    mutating func failed(
        at now: ContinuousClock.Instant, using generator: inout some RandomNumberGenerator
    ) -> Duration {
        if let connectedAt, now - connectedAt >= Self.provenAfter { failures = 0 }
        connectedAt = nil
        turn = (turn + 1) % 1_000_000
        failures += 1
        return Self.wait(afterFailures: failures, using: &generator)
    }

    /// Anything from nothing to the doubled wait.
    static func wait(afterFailures failures: Int, using generator: inout some RandomNumberGenerator) -> Duration {
        let bound = min(longestWait, firstWait * (1 << min(max(failures, 1) - 1, 16)))
        return .milliseconds(Int64.random(in: 0...Int64(bound / .milliseconds(1)), using: &generator))
    }
}
