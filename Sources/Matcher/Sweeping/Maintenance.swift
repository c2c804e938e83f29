import Logging
import Persistence
import Postgres

/// Makes the partitions that will be needed and drops what is kept no longer.
struct Maintenance: Sendable {
    let pool: PostgresPool
    let policy: SweepPolicy
    let logger: Logger

    func run() async throws {
        try await MatchPartitions.ensure(on: pool)
        let dropped = try await MatchPartitions.drop(olderThan: policy.retention, from: pool)
        if dropped > 0 { logger.info("old matches dropped", metadata: ["days": "\(dropped)"]) }
        while try await RetentionStore.dropOldEntries(olderThan: policy.retention, from: pool) > 0 {}
        try await RetentionStore.dropOldVersions(olderThan: policy.retention, from: pool)
    }
}
