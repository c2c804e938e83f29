package import Postgres

/// The day partitions of `matches`.
package enum MatchPartitions {
    /// Makes the partitions of the days to come. Replicas may call it together.
    package static func ensure(days: Int = 7, on executor: any PostgresExecutor) async throws(PostgresError) {
        _ = try await executor.query("SELECT campanello.ensure_match_partitions($1::integer)", [.int(Int64(days))])
    }

    /// Drops the partitions whose every match is older than `retention`, each in its own short transaction. One that
    /// is busy is left for the next time.
    ///
    /// - Returns: how many were dropped.
    package static func drop(olderThan retention: Duration, from pool: PostgresPool) async throws -> Int {
        let names: [String] = try await pool.query(
            """
            SELECT child.relname AS name FROM pg_inherits
            JOIN pg_class AS child ON child.oid = inhrelid
            WHERE inhparent = 'campanello.matches'::regclass AND child.relname ~ '^matches_[0-9]{8}$'
            AND to_date(right(child.relname, 8), 'YYYYMMDD')
                < (now() AT TIME ZONE 'UTC' - $1::float8 * interval '1 second')::date
            ORDER BY child.relname
            """, [.double(retention.seconds)]
        ).map { try $0.decode("name") }
        var dropped = 0
        for name in names {
            try await pool.transaction { connection in
                try await connection.execute("SET LOCAL lock_timeout = '2s'")
                _ = try await connection.query("SELECT campanello.drop_match_partition($1)", [.text(name)])
            }
            dropped += 1
        }
        return dropped
    }
}
