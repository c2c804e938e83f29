package import Contracts
package import Foundation
package import Postgres

/// The messages of direct deliveries, made once more from their rows.
package enum StuckDirectMessages {
    package static func read(
        _ ids: [UUID], on connection: PostgresConnection
    ) async throws(PostgresError) -> [DirectMessage] {
        guard !ids.isEmpty else { return [] }
        let rows = try await connection.query(
            """
            SELECT id, user_id, channel, created_at, expires_at FROM campanello.direct_messages
            WHERE id = ANY($1::uuid[]) ORDER BY id
            """, [.uuidArray(ids)])
        var messages: [DirectMessage] = []
        for row in rows {
            messages.append(
                DirectMessage(
                    id: try row.decode("id"), occurredAt: try row.decode("created_at"),
                    userID: try row.decode("user_id"), channel: try row.channel(),
                    expiresAt: try row.decode("expires_at")))
        }
        return messages
    }
}
