package import Foundation
import Postgres

/// A session that a browser is in.
package struct BrowserSession: Sendable, Equatable {
    package let id: UUID
    package let userID: Int64
}

extension SessionStore {
    /// Finds the open session whose newest token this is, without spending the token: a browser sends it with every
    /// request, several at once, and is given no other. While it is used it goes on; that is written at most once a
    /// day.
    ///
    /// - Returns: nil when the token is unknown or was spent, or its session is over.
    package func find(token: String) async throws -> BrowserSession? {
        let rows = try await pool.query(
            """
            WITH found AS (
                SELECT sessions.id, user_id, expires_at
                FROM campanello.refresh_tokens JOIN campanello.sessions ON sessions.id = session_id
                WHERE token_hash = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > now()
            ), prolonged AS (
                UPDATE campanello.sessions SET expires_at = now() + $2::bigint * interval '1 second' FROM found
                WHERE sessions.id = found.id
                    AND found.expires_at < now() + ($2::bigint - 86400) * interval '1 second'
            )
            SELECT id, user_id FROM found
            """, [.text(Self.hash(token)), .int(Self.lifetime.components.seconds)])
        return try rows.first.map { BrowserSession(id: try $0.decode("id"), userID: try $0.decode("user_id")) }
    }
}
