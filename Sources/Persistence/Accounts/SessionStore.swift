import Contracts
import Crypto
package import Foundation
package import Postgres

/// What a client gets to go on with: the session it is in, and the token that prolongs it, good once.
package struct RefreshGrant: Sendable {
    package let sessionID: UUID
    package let userID: Int64
    /// 256 random bits in base64url. Only its hash is stored.
    package let token: String
    package let expiresAt: Date
}

/// People's sessions and their refresh tokens.
///
/// A session is a family of tokens. Each token is good once; one that comes a second time was stolen from one side or
/// the other, so the whole family ends.
package struct SessionStore: Sendable {
    /// How long a session lives when it is not prolonged.
    package static let lifetime = Duration.seconds(30 * 86_400)

    let pool: PostgresPool

    package init(pool: PostgresPool) {
        self.pool = pool
    }

    /// Opens a session for who has shown a password.
    ///
    /// Checking one takes its time, in which it may be changed, which ends every session: the account's row is locked
    /// against that, so that no session of the old password comes after its end.
    /// - Parameter passwordHash: of the password that was checked.
    /// - Returns: nil when the account is gone or closed meanwhile, or has another password.
    package func open(userID: Int64, passwordHash: String) async throws -> RefreshGrant? {
        try await pool.transaction { connection in
            let id = UUID.v7()
            let rows = try await connection.query(
                """
                WITH account AS (
                    SELECT id FROM campanello.users WHERE id = $2 AND password_hash = $4 AND is_active FOR SHARE
                )
                INSERT INTO campanello.sessions (id, user_id, expires_at)
                SELECT $1, id, now() + $3::bigint * interval '1 second' FROM account RETURNING expires_at
                """, [.uuid(id), .int(userID), .int(Self.lifetime.components.seconds), .text(passwordHash)])
            guard let row = rows.first else { return nil }
            return try await issue(id, userID: userID, expiresAt: try row.decode("expires_at"), on: connection)
        }
    }

    /// Takes a token and gives the next one of its session.
    ///
    /// - Returns: nil when the token is unknown, has expired, or was used before: then its session is over.
    package func rotate(_ token: String) async throws -> RefreshGrant? {
        try await pool.transaction { connection in
            let rows = try await connection.query(
                """
                SELECT session_id, user_id, used_at IS NOT NULL AS is_used,
                    revoked_at IS NULL AND expires_at > now() AS is_open
                FROM campanello.refresh_tokens JOIN campanello.sessions ON sessions.id = session_id
                WHERE token_hash = $1 FOR UPDATE
                """, [.text(Self.hash(token))])
            guard let row = rows.first else { return nil }
            let session: UUID = try row.decode("session_id")
            guard try !row.decode("is_used", as: Bool.self) else {
                try await Self.revoke(session, on: connection)
                return nil
            }
            guard try row.decode("is_open", as: Bool.self) else { return nil }
            return try await prolong(session, spending: token, userID: try row.decode("user_id"), on: connection)
        }
    }

    private func prolong(
        _ session: UUID, spending token: String, userID: Int64, on connection: PostgresConnection
    ) async throws -> RefreshGrant? {
        try await connection.execute(
            "UPDATE campanello.refresh_tokens SET used_at = now() WHERE token_hash = $1", [.text(Self.hash(token))])
        let rows = try await connection.query(
            """
            UPDATE campanello.sessions SET expires_at = now() + $2::bigint * interval '1 second' WHERE id = $1
            RETURNING expires_at
            """, [.uuid(session), .int(Self.lifetime.components.seconds)])
        guard let row = rows.first else { return nil }
        return try await issue(session, userID: userID, expiresAt: try row.decode("expires_at"), on: connection)
    }

    private func issue(
        _ session: UUID, userID: Int64, expiresAt: Date, on connection: PostgresConnection
    ) async throws -> RefreshGrant {
        let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        let token = bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
        try await connection.execute(
            "INSERT INTO campanello.refresh_tokens (token_hash, session_id) VALUES ($1, $2)",
            [.text(Self.hash(token)), .uuid(session)])
        return RefreshGrant(sessionID: session, userID: userID, token: token, expiresAt: expiresAt)
    }
}
