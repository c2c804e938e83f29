import Persistence
import Postgres

/// Holds speaking back while matching is far behind, as after an outage: what was listed meanwhile comes as one message
/// a filter, with the freshest listings first, and not as a first message of the few that were matched by then.
///
/// For a limited time, so that a backlog that stays silences nobody.
actor CatchUpGate {
    private let pool: PostgresPool
    /// How old an unmatched listing must be to count.
    private let age: Duration
    /// How long it holds back at most.
    private let patience: Duration
    private var heldSince: ContinuousClock.Instant?

    /// So many make a backlog: fewer are matched in no time.
    static let limit = 200

    /// - Parameter retryScale: shortens the times together with the retry levels.
    init(pool: PostgresPool, retryScale: Double = 1) {
        self.pool = pool
        age = .seconds(30) * retryScale
        patience = .seconds(300) * retryScale
    }

    func isHeld() async throws(PostgresError) -> Bool {
        guard try await MatchingBacklog.isBehind(by: Self.limit, olderThan: age, pool) else {
            heldSince = nil
            return false
        }
        let since = heldSince ?? .now
        heldSince = since
        return since.duration(to: .now) < patience
    }
}
