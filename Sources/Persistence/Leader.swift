package import Logging
package import Postgres

/// Lets one replica at a time do a piece of work, by a lock that ends with its connection: when the leader dies, or
/// loses the database, another takes over at its next look.
package struct Leader: Sendable {
    /// What is led, such as `sweep`: every work has a lock of its own.
    let work: String
    let pool: PostgresPool
    /// Between two attempts to become the leader.
    let interval: Duration
    let logger: Logger

    package init(of work: String, pool: PostgresPool, interval: Duration, logger: Logger) {
        self.work = work
        self.pool = pool
        self.interval = interval
        self.logger = logger
    }

    /// Runs until the task is cancelled. While this replica leads, `round` is called every `interval`, beside
    /// `meanwhile`, which is cancelled when it leads no more.
    package func run(
        round: @escaping @Sendable () async throws -> Void, meanwhile: @escaping @Sendable () async -> Void
    ) async {
        while !Task.isCancelled {
            do {
                try await lead(round, meanwhile)
            } catch is CancellationError {
                return
            } catch {
                logger.debug("not leading", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: interval)
        }
    }

    /// The lock is the session's, not a transaction's: an open transaction would keep every dead row of the database from
    /// being cleaned up for as long as this replica leads. It ends with the connection, however that ends.
    private func lead(
        _ round: @escaping @Sendable () async throws -> Void, _ meanwhile: @escaping @Sendable () async -> Void
    ) async throws {
        try await pool.withConnection { connection in
            guard try await isLocked(on: connection) else { return }
            logger.info("leading the \(work)")
            do {
                try await hold(connection, round, meanwhile)
            } catch {
                // The connection goes back to the pool; the lock must not go with it, even when this task is cancelled.
                await Task { _ = try? await connection.query(Self.unlock, [lock]) }.value
                throw error
            }
        }
    }

    private static let unlock = "SELECT pg_advisory_unlock(hashtext($1))"

    private var lock: PostgresValue { .text("campanello.\(work)") }

    /// Works until the task is cancelled or the connection is lost; ends by throwing.
    private func hold(
        _ connection: PostgresConnection, _ round: @escaping @Sendable () async throws -> Void,
        _ meanwhile: @escaping @Sendable () async -> Void
    ) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { await meanwhile() }
            defer { group.cancelAll() }
            while true {
                // Answers only while the connection, and with it the lock, is there.
                try await connection.execute("SELECT 1")
                do {
                    try await round()
                } catch {
                    logger.warning("a round of the \(work) failed and is made again", metadata: ["error": "\(error)"])
                }
                try await Task.sleep(for: interval)
            }
        }
    }

    private func isLocked(on connection: PostgresConnection) async throws(PostgresError) -> Bool {
        try await connection.query(
            "SELECT pg_try_advisory_lock(hashtext($1)) AS is_locked", [lock]
        ).first?.decode("is_locked") ?? false
    }
}
