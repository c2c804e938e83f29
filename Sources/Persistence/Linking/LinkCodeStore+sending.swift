import Contracts
package import Foundation
import Postgres

/// Codes that are sent to a number, whose owner then tells them to the account, or answers with them.
///
/// In clear such a code is only in the direct message's row, and goes from there when it was used, replaced or has
/// expired. Its event names the row alone.
extension LinkCodeStore {
    /// Keeps a code and has it sent; the person's last one for the channel is void, and no longer sent.
    ///
    /// To a number whose owner said STOP nothing is sent; callers are not told, since that is the owner's alone.
    /// - Parameter message: goes to the code's address; must hold the code under `code`.
    /// - Returns: until when the code is good; nil when the account is gone.
    package func send(
        _ code: NewLinkCode, in message: NewDirectMessage, by messages: DirectMessageStore
    ) async throws -> Date? {
        let parameters = String(decoding: try JSONEncoder().encode(message.parameters), as: UTF8.self)
        return try await pool.transaction { connection in
            guard let expiresAt = try await Self.start(code, on: connection) else { return nil }
            try await Self.forgetSent(userID: code.userID, on: connection)
            let stopped = try await connection.query(
                """
                SELECT 1 AS one WHERE campanello.address_is_stopped($1, $2)
                    OR EXISTS (SELECT FROM campanello.recipients
                        WHERE channel = $1 AND address = $2 AND suspended_reason = 'opted-out')
                """, [.text(code.channel.rawValue), PostgresValue(code.address)])
            if stopped.isEmpty {
                _ = try await messages.insert(message, parameters: parameters, traceparent: nil, on: connection)
            }
            return expiresAt
        }
    }

    /// Links the number whose owner told the person the code that was sent there. A wrong guess spoils the code.
    ///
    /// - Parameter hash: the hash that the code has for an address.
    /// - Returns: nil when the code is wrong, old, spoiled or was never sent.
    package func confirm(
        userID: Int64, hash: @Sendable (_ address: String) -> String
    ) async throws -> RecipientRecord? {
        try await pool.transaction { connection in
            let rows = try await connection.query(
                """
                SELECT code_hash, address, instance_id FROM campanello.link_codes
                WHERE user_id = $1 AND channel = 'whatsapp' AND address IS NOT NULL AND expires_at > now() FOR UPDATE
                """, [.int(userID)])
            guard let row = rows.first else { return nil }
            let address: String = try row.decode("address")
            guard try row.decode("code_hash", as: String.self) == hash(address) else {
                try await LinkProof.spoil([userID], on: connection)
                return nil
            }
            try await connection.execute(
                "DELETE FROM campanello.link_codes WHERE user_id = $1 AND channel = 'whatsapp'", [.int(userID)])
            try await Self.forgetSent(userID: userID, on: connection)
            return try await RecipientStore.linkProved(
                userID: userID,
                RecipientLink(
                    channel: .whatsapp, address: address, instanceID: try row.decodeIfPresent("instance_id"),
                    isEnabled: true, isProved: true), on: connection)
        }
    }

    /// Takes codes, and where they were to go, from the messages that carry them: what was not sent yet is not sent.
    static func forgetSent(userID: Int64, on connection: PostgresConnection) async throws {
        try await connection.execute(
            """
            UPDATE campanello.direct_messages
            SET address = NULL, parameters = parameters - 'code', expires_at = least(expires_at, now())
            WHERE user_id = $1 AND text_key = 'link_code' AND address IS NOT NULL
            """, [.int(userID)])
    }
}
