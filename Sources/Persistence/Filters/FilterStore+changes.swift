import Foundation
package import Postgres

/// How Matchers keep their copies of all filters: by snapshots. A change is seen by the first question that is asked
/// after its transaction is committed, however early that transaction began.
extension FilterStore {
    /// Every filter there is, page by page, all of one moment.
    ///
    /// - Parameters:
    ///   - pageSize: filters in a page.
    ///   - receive: called with each page in turn. After a lost connection it may be called with the same filters
    ///     again: the later call wins.
    /// - Returns: the moment's snapshot, for `changes(since:)`.
    package func load(
        pageSize: Int = 10_000, _ receive: @Sendable ([FilterRecord]) async throws -> Void
    ) async throws -> String {
        try await pool.transaction(isolation: .repeatableRead, readOnly: true) { connection in
            let rows = try await connection.query("SELECT pg_current_snapshot()::text AS snapshot", [])
            guard let snapshot: String = try rows.first?.decode("snapshot") else {
                throw MissingRow(table: "pg_current_snapshot")
            }
            var last = Int64.min
            while true {
                let page = try await connection.query(
                    "SELECT \(FilterRecord.columns) FROM campanello.filters WHERE id > $1 ORDER BY id LIMIT $2",
                    [.int(last), .int(Int64(pageSize))]
                ).map(FilterRecord.init(row:))
                guard let end = page.last else { return snapshot }
                try await receive(page)
                last = end.id
            }
        }
    }

    /// What was committed since `snapshot` was taken, and the snapshot of this answer, in one statement.
    ///
    /// - Parameters:
    ///   - snapshot: of an earlier answer; nil: everything.
    ///   - executor: where to ask; a transaction's connection makes the answer part of it. Nil: the pool.
    package func changes(
        since snapshot: String?, on executor: (any PostgresExecutor)? = nil
    ) async throws -> FilterChanges {
        let rows = try await (executor ?? pool).query(Self.changesSQL, [PostgresValue(snapshot)])
        guard let first = rows.first else { throw MissingRow(table: "pg_current_snapshot") }
        let changed = try rows.filter { try $0.decodeIfPresent("id", as: Int64.self) != nil }
        return FilterChanges(
            snapshot: try first.decode("snapshot"), upserts: try changed.map(FilterRecord.init(row:)),
            deletions: try first.decode("deletions"))
    }

    /// The comparison with the snapshot's oldest transaction is for the index; the second one decides. One row at
    /// least, since it carries the snapshot.
    private static let changesSQL = """
        WITH asked AS MATERIALIZED (SELECT coalesce($1::text, '1:1:')::pg_snapshot AS snapshot)
        SELECT pg_current_snapshot()::text AS snapshot, ARRAY(
            SELECT filter_id FROM campanello.deleted_filters
            WHERE changed_xid >= (SELECT pg_snapshot_xmin(snapshot) FROM asked)
                AND NOT pg_visible_in_snapshot(changed_xid, (SELECT snapshot FROM asked))
            ORDER BY filter_id
        ) AS deletions, changed.*
        FROM asked LEFT JOIN LATERAL (
            SELECT \(FilterRecord.columns) FROM campanello.filters
            WHERE changed_xid >= (SELECT pg_snapshot_xmin(snapshot) FROM asked)
                AND NOT pg_visible_in_snapshot(changed_xid, (SELECT snapshot FROM asked))
        ) AS changed ON true
        """
}
