import Contracts
import Foundation
package import Postgres

/// Codes by which people who forgot their password prove who they are, on a channel that is theirs.
///
/// The code is stored as a keyed hash; in clear it is only in the direct message's row, and goes from there when it
/// was used or has expired. Its event names the row alone.
package struct PasswordResetStore: Sendable {
    package static let lifetime = Duration.seconds(15 * 60)
    /// Wrong guesses that a code survives, less one.
    package static let maximumAttempts = 5
    /// A new code is not sent sooner after the last.
    package static let pause = Duration.seconds(60)

    let pool: PostgresPool
    let messages: DirectMessageStore

    package init(pool: PostgresPool, messages: DirectMessageStore) {
        self.pool = pool
        self.messages = messages
    }

    /// Sends a code to whoever has this e-mail address and a proved channel that is not silenced; Telegram first.
    ///
    /// - Parameters:
    ///   - make: the code in clear and its hash for a person's id.
    /// - Returns: whether a message is on its way. Callers do not tell.
    @discardableResult
    package func start(
        email: String, textKey: String, parameters: [String: String],
        make: @Sendable (Int64) -> (code: String, hash: String)
    ) async throws -> Bool {
        try await pool.transaction { connection in
            let rows = try await connection.query(Self.addresseeSQL, [.text(email)])
            guard let row = rows.first, let channel = Channel(rawValue: try row.decode("channel")) else { return false }
            let userID: Int64 = try row.decode("id")
            guard try await !wasJustSent(userID: userID, on: connection) else { return false }
            let made = make(userID)
            var message = NewDirectMessage(
                userID: userID, channel: channel, locale: try row.decode("locale"), textKey: textKey,
                parameters: parameters, lifetime: Self.lifetime)
            message.parameters["code"] = made.code
            let filled = String(decoding: try JSONEncoder().encode(message.parameters), as: UTF8.self)
            let id = try await messages.insert(message, parameters: filled, traceparent: nil, on: connection)
            try await forget(userID: userID, on: connection)
            try await connection.execute(
                """
                INSERT INTO campanello.password_resets (user_id, code_hash, message_id, expires_at)
                VALUES ($1, $2, $3, now() + $4::bigint * interval '1 second')
                """, [.int(userID), .text(made.hash), .uuid(id), .int(Self.lifetime.components.seconds)])
            return true
        }
    }

    /// Sets a new password for whoever knows the code; every session ends, and the code is gone.
    ///
    /// - Returns: the person's id; nil when the code is wrong, old or spoiled by too many guesses.
    package func finish(
        email: String, passwordHash: String, isRight: @Sendable (_ userID: Int64, _ hash: String) -> Bool
    ) async throws -> Int64? {
        try await pool.transaction { connection in
            let rows = try await connection.query(
                """
                SELECT user_id, code_hash, attempts FROM campanello.password_resets
                JOIN campanello.users ON users.id = user_id
                WHERE email_key = lower($1) AND is_active AND password_resets.expires_at > now()
                FOR UPDATE OF password_resets
                """, [.text(email)])
            guard let row = rows.first else { return nil }
            let userID: Int64 = try row.decode("user_id")
            guard isRight(userID, try row.decode("code_hash")) else {
                try await spoil(userID: userID, attempts: try row.decode("attempts") + 1, on: connection)
                return nil
            }
            try await forget(userID: userID, on: connection)
            try await UserStore.replacePassword(userID: userID, passwordHash, on: connection)
            return userID
        }
    }

    private func wasJustSent(userID: Int64, on connection: PostgresConnection) async throws -> Bool {
        try await !connection.query(
            """
            SELECT 1 AS one FROM campanello.password_resets
            WHERE user_id = $1 AND created_at > now() - $2::bigint * interval '1 second'
            """, [.int(userID), .int(Self.pause.components.seconds)]
        ).isEmpty
    }

    private func spoil(userID: Int64, attempts: Int, on connection: PostgresConnection) async throws {
        guard attempts < Self.maximumAttempts else { return try await forget(userID: userID, on: connection) }
        try await connection.execute(
            "UPDATE campanello.password_resets SET attempts = $2 WHERE user_id = $1",
            [.int(userID), .int(Int64(attempts))])
    }

    private func forget(userID: Int64, on connection: PostgresConnection) async throws {
        try await connection.execute(Self.forgetSQL("user_id = $1"), [.int(userID)])
    }

    /// Forgets codes that nobody used in time.
    package func forgetOld() async throws {
        try await pool.execute(Self.forgetSQL("expires_at <= now()"))
    }

    /// The code goes from the message that carried it as well.
    private static func forgetSQL(_ condition: String) -> String {
        """
        WITH gone AS (DELETE FROM campanello.password_resets WHERE \(condition) RETURNING message_id)
        UPDATE campanello.direct_messages SET parameters = parameters - 'code'
        FROM gone WHERE id = gone.message_id
        """
    }

    /// The person's row is locked: two requests at once make one code.
    private static let addresseeSQL = """
        SELECT users.id, users.locale, recipients.channel FROM campanello.users
        JOIN campanello.recipients ON recipients.user_id = users.id
        WHERE email_key = lower($1) AND is_active AND proved_at IS NOT NULL AND suspended_at IS NULL
        ORDER BY recipients.channel LIMIT 1 FOR UPDATE OF users
        """
}
