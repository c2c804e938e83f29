import Contracts
import Foundation
import Notifications
package import Postgres

/// Callbacks as they came in: stored before they are answered, worked off by any replica, kept as keys while their
/// provider may repeat them.
package struct CallbackStore: Sendable {
    /// Told once callbacks are stored.
    package static let bell = "campanello_callbacks"

    let pool: PostgresPool

    package init(pool: PostgresPool) {
        self.pool = pool
    }

    /// Stores what is new, in one statement.
    /// - Returns: for every event, in order, its row's id; nil for a repetition.
    package func add(_ callbacks: [IncomingCallback]) async throws -> [Int64?] {
        guard !callbacks.isEmpty else { return [] }
        let encoder = JSONEncoder()
        let contents = try callbacks.map { String(decoding: try encoder.encode($0.event.event), as: UTF8.self) }
        let rows = try await pool.query(
            Self.adding,
            [
                .textArray(callbacks.map(\.channel.rawValue)), .textArray(callbacks.map(\.provider.rawValue)),
                .intArray(callbacks.map { Int64($0.number) }), .textArray(callbacks.map(\.event.key)),
                .textArray(contents), .text(Self.bell), .doubleArray(callbacks.map { $0.ownTime.seconds }),
            ])
        var ids: [Int64: Int64] = [:]
        for row in rows { ids[try row.decode("position")] = try row.decodeIfPresent("id") }
        return callbacks.indices.map { ids[Int64($0 + 1)] }
    }

    /// Keys are kept as digests: providers put telephone numbers into their ids, and a key outlives its content.
    private static let adding = """
        WITH callback AS (
            SELECT channel, provider, number, encode(sha256(convert_to(key, 'UTF8')), 'hex') AS key, content, wait, position
            FROM unnest($1::text[], $2::text[], $3::integer[], $4::text[], $5::text[], $7::float8[]) WITH ORDINALITY
                AS callback (channel, provider, number, key, content, wait, position)
        ), added AS (
            INSERT INTO campanello.callbacks (channel, provider, number, dedupe_key, content, due_at)
            SELECT channel, provider, number, key, content::jsonb, now() + wait * interval '1 second' FROM (
                SELECT DISTINCT ON (provider, number, key) * FROM callback ORDER BY provider, number, key, position
            ) AS distinct_callback ORDER BY position
            ON CONFLICT (provider, number, dedupe_key) DO NOTHING
            RETURNING id, provider, number, dedupe_key
        ), told AS MATERIALIZED (
            SELECT pg_notify($6, '') FROM added LIMIT 1
        )
        SELECT min(callback.position) AS position, added.id, (SELECT count(*) FROM told) AS told
        FROM added JOIN callback ON callback.provider = added.provider AND callback.number = added.number
            AND callback.key = added.dedupe_key
        GROUP BY added.id
        """

    /// Takes callbacks that are due, the oldest first; nobody else is given them for as long as `lease`.
    package func take(_ limit: Int, lease: Duration) async throws(PostgresError) -> [Int64] {
        let rows = try await pool.query(
            """
            WITH due AS (
                SELECT id FROM campanello.callbacks WHERE done_at IS NULL AND due_at <= now()
                ORDER BY due_at, id LIMIT $1::bigint FOR UPDATE SKIP LOCKED
            )
            UPDATE campanello.callbacks SET due_at = now() + $2::float8 * interval '1 second', tries = tries + 1
            FROM due WHERE callbacks.id = due.id RETURNING callbacks.id
            """, [.int(Int64(limit)), .double(lease.seconds)])
        var ids: [Int64] = []
        for row in rows { ids.append(try row.decode("id")) }
        return ids.sorted()
    }

    /// Works on one callback in a transaction that also says that it is done.
    /// - Returns: the callback and what came of it; nil when it is done already, or somebody is at it.
    package func work(
        _ id: Int64, _ body: @Sendable (StoredCallback, PostgresConnection) async throws -> CallbackVerdict
    ) async throws -> (StoredCallback, CallbackVerdict)? {
        try await pool.transaction { connection in
            let rows = try await connection.query(
                """
                SELECT id, channel, provider, number, content::text AS content, received_at, tries,
                    extract(epoch FROM now() - received_at)::float8 AS age
                FROM campanello.callbacks WHERE id = $1 AND done_at IS NULL FOR UPDATE SKIP LOCKED
                """, [.int(id)])
            guard let row = rows.first else { return nil }
            let callback = try StoredCallback(row: row)
            let verdict = try await body(callback, connection)
            switch verdict {
            case .done: try await Self.finish(id, on: connection)
            case .later(let wait): try await Self.postpone(id, by: wait, on: connection)
            }
            return (callback, verdict)
        }
    }

    /// Marks a callback done: its content goes, its key stays.
    package static func finish(_ id: Int64, on executor: any PostgresExecutor) async throws(PostgresError) {
        try await executor.execute(
            "UPDATE campanello.callbacks SET content = NULL, done_at = now() WHERE id = $1", [.int(id)])
    }

    package static func postpone(
        _ id: Int64, by wait: Duration, on executor: any PostgresExecutor
    ) async throws(PostgresError) {
        try await executor.execute(
            """
            UPDATE campanello.callbacks SET due_at = now() + $2::float8 * interval '1 second'
            WHERE id = $1 AND done_at IS NULL
            """, [.int(id), .double(wait.seconds)])
    }
}
