import Crypto
package import Foundation
import Postgres

extension SessionStore {
    /// Ends a session: none of its tokens opens anything any more.
    package func end(_ session: UUID) async throws {
        try await pool.execute(Self.revokeSQL, [.uuid(session)])
    }

    /// Ends the session that a refresh token belongs to; an unknown token is nobody's.
    package func end(holding token: String) async throws {
        try await pool.execute(
            """
            UPDATE campanello.sessions SET revoked_at = coalesce(revoked_at, now())
            WHERE id = (SELECT session_id FROM campanello.refresh_tokens WHERE token_hash = $1)
            """, [.text(Self.hash(token))])
    }

    static func revoke(_ session: UUID, on connection: PostgresConnection) async throws(PostgresError) {
        try await connection.execute(revokeSQL, [.uuid(session)])
    }

    /// Ends every session of a person.
    static func revokeAll(userID: Int64, on connection: PostgresConnection) async throws(PostgresError) {
        try await connection.execute(
            "UPDATE campanello.sessions SET revoked_at = now() WHERE user_id = $1 AND revoked_at IS NULL",
            [.int(userID)])
    }

    /// Forgets sessions that are over for a day: until then a stolen token still tells of itself.
    package func forgetOld() async throws {
        try await pool.execute(
            """
            DELETE FROM campanello.sessions WHERE expires_at < now() - interval '1 day'
            """)
    }

    static func hash(_ token: String) -> String {
        SHA256.hash(data: Data(token.utf8)).map { String(format: "%02x", $0) }.joined()
    }

    private static let revokeSQL =
        "UPDATE campanello.sessions SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1"
}
