package import Foundation
package import Postgres

/// What operators did, for whoever asks later. Rows are only ever added.
package struct AuditLog: Sendable {
    package struct Entry: Sendable, Equatable, Encodable {
        package let id: Int64
        package let at: Date
        package let `operator`: String
        package let action: String
        /// What it was done to, as JSON.
        package let detail: String
    }

    private let pool: PostgresPool

    package init(pool: PostgresPool) {
        self.pool = pool
    }

    /// - Parameters:
    ///   - operator: who, as the tool was told; never an address.
    ///   - detail: what it was done to, and with what result.
    package static func append(
        _ action: String, by operator: String, _ detail: [String: String], on executor: some PostgresExecutor
    ) async throws(PostgresError) {
        let json = (try? JSONEncoder().encode(detail)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        try await executor.execute(
            "INSERT INTO campanello.audit_log (operator, action, detail) VALUES ($1, $2, $3::jsonb)",
            [.text(`operator`), .text(action), .json(json)])
    }

    package func append(_ action: String, by operator: String, _ detail: [String: String]) async throws(PostgresError) {
        try await Self.append(action, by: `operator`, detail, on: pool)
    }

    /// The newest entries first.
    package func latest(_ count: Int) async throws(PostgresError) -> [Entry] {
        let rows = try await pool.query(
            "SELECT id, at, operator, action, detail::text FROM campanello.audit_log ORDER BY id DESC LIMIT $1",
            [.int(Int64(count))])
        var entries: [Entry] = []
        for row in rows {
            entries.append(
                Entry(
                    id: try row.decode("id"), at: try row.decode("at"), operator: try row.decode("operator"),
                    action: try row.decode("action"), detail: try row.decode("detail")))
        }
        return entries
    }
}
