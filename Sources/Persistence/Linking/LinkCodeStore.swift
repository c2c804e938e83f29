package import Contracts
package import Foundation
package import Postgres

/// A code by which an address is to be proved.
package struct NewLinkCode: Sendable {
    package var userID: Int64
    package var channel: Channel
    /// Keyed; the code itself is never stored.
    package var hash: String
    /// WhatsApp: the number whose owner has to send the code. Telegram: nil.
    package var address: String?
    package var instanceID: String?

    package init(
        userID: Int64, channel: Channel, hash: String, address: String? = nil, instanceID: String? = nil
    ) {
        self.userID = userID
        self.channel = channel
        self.hash = hash
        self.address = address
        self.instanceID = instanceID
    }
}

/// A proof that a person has still to give.
package struct PendingLink: Sendable, Equatable {
    package let address: String?
    package let instanceID: String?
    package let expiresAt: Date
}

/// Codes that prove whose an address is: one a person and channel, good once and for a quarter of an hour.
package struct LinkCodeStore: Sendable {
    package static let lifetime = Duration.seconds(15 * 60)
    /// Wrong guesses that a code survives, less one.
    package static let maximumAttempts = 5

    let pool: PostgresPool

    package init(pool: PostgresPool) {
        self.pool = pool
    }

    /// Keeps a new code; the person's last one for the channel is void, and no longer sent.
    /// - Returns: until when it is good, by the database's clock; nil when the account is gone.
    package func start(_ code: NewLinkCode) async throws -> Date? {
        try await pool.transaction { connection in
            let expiresAt = try await Self.start(code, on: connection)
            if code.channel == .whatsapp { try await Self.forgetSent(userID: code.userID, on: connection) }
            return expiresAt
        }
    }

    static func start(_ code: NewLinkCode, on executor: any PostgresExecutor) async throws(PostgresError) -> Date? {
        let rows = try await executor.query(
            """
            INSERT INTO campanello.link_codes AS known
                (user_id, channel, code_hash, address, instance_id, expires_at)
            SELECT id, $2, $3, $4, $5, now() + $6::bigint * interval '1 second' FROM campanello.users WHERE id = $1
            ON CONFLICT (user_id, channel) DO UPDATE SET code_hash = EXCLUDED.code_hash,
                address = EXCLUDED.address, instance_id = EXCLUDED.instance_id, attempts = 0, created_at = now(),
                expires_at = EXCLUDED.expires_at
            RETURNING expires_at
            """,
            [
                .int(code.userID), .text(code.channel.rawValue), .text(code.hash), PostgresValue(code.address),
                PostgresValue(code.instanceID), .int(Self.lifetime.components.seconds),
            ])
        return try rows.first?.decode("expires_at")
    }

    /// - Returns: whether there was a code.
    @discardableResult
    package func forget(userID: Int64, channel: Channel) async throws(PostgresError) -> Bool {
        try await pool.execute(
            "DELETE FROM campanello.link_codes WHERE user_id = $1 AND channel = $2",
            [.int(userID), .text(channel.rawValue)]) > 0
    }

    /// Forgets codes that nobody used in time, and addresses of messages that are past.
    package func forgetOld() async throws(PostgresError) {
        try await pool.execute("DELETE FROM campanello.link_codes WHERE expires_at <= now()", [])
        try await pool.execute(
            """
            UPDATE campanello.direct_messages SET address = NULL, parameters = parameters - 'code'
            WHERE address IS NOT NULL AND expires_at <= now()
            """, [])
    }
}
