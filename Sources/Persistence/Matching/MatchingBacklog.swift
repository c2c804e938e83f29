package import Postgres

/// How much is left to do, as figures.
package struct MatchingBacklog: Sendable, Equatable {
    /// Filters and channels with something pending, due or not.
    package let pendingFilters: Int
    /// Those of them that are overdue.
    package let due: Int
    /// For how many seconds the longest due one has been so; 0 when none is.
    package let oldestDueSeconds: Double
    package let lookBacks: Int
    /// Those of a paused source are not counted.
    package let unmatchedListings: Int
    /// For how many seconds the longest waiting of them has waited; 0 when none does.
    package let oldestUnmatchedSeconds: Double

    package static func read(_ executor: any PostgresExecutor) async throws(PostgresError) -> MatchingBacklog {
        let rows = try await executor.query(
            """
            SELECT pending.*, unmatched.*, (SELECT count(*) FROM campanello.look_backs) AS look_backs
            FROM (
                SELECT count(*) AS unmatched,
                    coalesce(extract(epoch FROM now() - min(updated_at)), 0)::float8 AS oldest_unmatched
                FROM campanello.listings
                WHERE matched_version < version AND removed_at IS NULL AND \(PauseSQL.isRunning)
            ) AS unmatched, (
                SELECT count(*) AS pending, count(*) FILTER (WHERE due_at < now()) AS due,
                    coalesce(greatest(extract(epoch FROM now() - min(due_at) FILTER (WHERE due_at < 'infinity')), 0), 0)
                        ::float8 AS oldest
                FROM campanello.pending_filters
            ) AS pending
            """)
        guard let row = rows.first else { throw PostgresError(.decoding, "no backlog was counted") }
        return MatchingBacklog(
            pendingFilters: try row.decode("pending"), due: try row.decode("due"),
            oldestDueSeconds: try row.decode("oldest"), lookBacks: try row.decode("look_backs"),
            unmatchedListings: try row.decode("unmatched"),
            oldestUnmatchedSeconds: try row.decode("oldest_unmatched"))
    }

    /// Whether at least `limit` listings that changed longer than `age` ago are not matched yet.
    package static func isBehind(
        by limit: Int, olderThan age: Duration, _ executor: any PostgresExecutor
    ) async throws(PostgresError) -> Bool {
        let rows = try await executor.query(
            """
            SELECT count(*) >= $1::bigint AS is_behind FROM (
                SELECT FROM campanello.listings
                WHERE matched_version < version AND removed_at IS NULL AND \(PauseSQL.isRunning)
                    AND updated_at < now() - $2::float8 * interval '1 second'
                LIMIT $1::bigint
            ) AS waiting
            """, [.int(Int64(limit)), .double(age.seconds)])
        return try rows.first?.decode("is_behind") ?? false
    }
}
