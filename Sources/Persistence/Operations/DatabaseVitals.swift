package import Postgres

/// What tells whether the database is looked after.
package struct DatabaseVitals: Sendable, Equatable {
    /// Days from tomorrow on that matches can be written for.
    package let partitionsAhead: Int
    package let outboxRows: Int
    /// For how long the oldest event that may go has waited.
    package let outboxSeconds: Double
    /// For how long the oldest listing of a source that is not paused has waited to be matched.
    package let unmatchedSeconds: Double
    /// Deliveries in doubt that wait for the operator.
    package let held: Int

    package static func read(on executor: any PostgresExecutor) async throws(PostgresError) -> DatabaseVitals {
        let rows = try await executor.query(
            """
            SELECT (SELECT count(*) FROM pg_inherits JOIN pg_class AS part ON part.oid = inhrelid
                    WHERE inhparent = 'campanello.matches'::regclass
                    AND substring(part.relname FROM '([0-9]{8})$') > to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD'))
                    AS ahead,
                outbox.rows, outbox.seconds,
                (SELECT coalesce(extract(epoch FROM now() - min(updated_at)), 0)::float8 FROM campanello.listings
                    WHERE matched_version < version AND removed_at IS NULL AND \(PauseSQL.isRunning)) AS unmatched,
                (SELECT count(*) FROM campanello.deliveries WHERE finished_at IS NULL AND is_held) AS held
            FROM (
                SELECT count(*) AS rows,
                    coalesce(extract(epoch FROM now() - min(greatest(created_at, not_before))), 0)::float8 AS seconds
                FROM campanello.outbox WHERE not_before <= now()
            ) AS outbox
            """, [])
        guard let row = rows.first else { throw PostgresError(.decoding, "no vitals were read") }
        return DatabaseVitals(
            partitionsAhead: try row.decode("ahead"), outboxRows: try row.decode("rows"),
            outboxSeconds: try row.decode("seconds"), unmatchedSeconds: try row.decode("unmatched"),
            held: try row.decode("held"))
    }

    /// The server's version as a number, 150002 for 15.2, and the schema's.
    package static func versions(on executor: any PostgresExecutor) async throws -> (server: Int, schema: Int) {
        let rows = try await executor.query("SELECT current_setting('server_version_num')::bigint AS version", [])
        return (try rows.first?.decode("version") ?? 0, try await SchemaVersion.current(on: executor))
    }
}
