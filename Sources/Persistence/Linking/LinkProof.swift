import Foundation
package import Postgres

/// What a code that came from an address proves.
package enum LinkProof: Sendable, Equatable {
    /// The address belongs to this person; the code is gone.
    case right(userID: Int64, instanceID: String?)
    /// Somebody waits for a code from there, and it is another one.
    case wrong
    /// Nobody waits for a code from there: it was used, spoiled, is too old or never was.
    case unknown
}

extension LinkProof {
    /// Redeems a Telegram code, which is too long to be guessed: whoever has it may link their chat.
    package static func redeem(telegram hash: String, on connection: PostgresConnection) async throws -> LinkProof {
        let rows = try await connection.query(
            """
            DELETE FROM campanello.link_codes USING campanello.users
            WHERE channel = 'telegram' AND code_hash = $1 AND expires_at > now()
                AND users.id = link_codes.user_id AND users.is_active
            RETURNING link_codes.user_id
            """, [.text(hash)])
        guard let row = rows.first else { return .unknown }
        return .right(userID: try row.decode("user_id"), instanceID: nil)
    }

    /// Redeems a WhatsApp code that came from an address: only codes for that very address count, and wrong guesses
    /// spoil them. Whether the code was shown to the person or sent to the address makes no difference here: its owner
    /// has sent it.
    /// - Parameters:
    ///   - addresses: the address in all the forms in which it is written.
    ///   - hashes: the hashes that the code has for a form of the address.
    package static func redeem(
        whatsapp addresses: [String], hashes: @Sendable (_ address: String) -> [String],
        on connection: PostgresConnection
    ) async throws -> LinkProof {
        let rows = try await connection.query(
            """
            SELECT user_id, code_hash, address, instance_id FROM campanello.link_codes
            JOIN campanello.users ON users.id = user_id AND users.is_active
            WHERE channel = 'whatsapp' AND address = ANY ($1::text[]) AND expires_at > now()
            ORDER BY user_id FOR UPDATE OF link_codes
            """, [.textArray(addresses)])
        guard !rows.isEmpty else { return .unknown }
        for row in rows where try hashes(row.decode("address")).contains(row.decode("code_hash", as: String.self)) {
            let userID: Int64 = try row.decode("user_id")
            try await connection.execute(
                "DELETE FROM campanello.link_codes WHERE user_id = $1 AND channel = 'whatsapp'", [.int(userID)])
            try await LinkCodeStore.forgetSent(userID: userID, on: connection)
            return .right(userID: userID, instanceID: try row.decodeIfPresent("instance_id"))
        }
        try await spoil(try rows.map { try $0.decode("user_id", as: Int64.self) }, on: connection)
        return .wrong
    }

    static func spoil(_ userIDs: [Int64], on connection: PostgresConnection) async throws(PostgresError) {
        try await connection.execute(
            """
            UPDATE campanello.link_codes SET attempts = attempts + 1
            WHERE channel = 'whatsapp' AND user_id = ANY ($1::bigint[])
            """, [.intArray(userIDs)])
        try await connection.execute(
            """
            DELETE FROM campanello.link_codes
            WHERE channel = 'whatsapp' AND user_id = ANY ($1::bigint[]) AND attempts >= $2::bigint
            """, [.intArray(userIDs), .int(Int64(LinkCodeStore.maximumAttempts))])
    }
}
