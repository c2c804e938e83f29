package import Contracts
import Foundation
import Postgres

/// What is known of a person's address on one channel.
package struct LinkState: Sendable, Equatable {
    /// The linked one.
    package let recipient: RecipientRecord?
    /// The one that is still to be proved.
    package let pending: PendingLink?
}

extension LinkCodeStore {
    /// Both in one question: apps ask for a channel's status at every start.
    package func state(userID: Int64, channel: Channel) async throws -> LinkState {
        let rows = try await pool.query(
            """
            SELECT recipient.*, code.* FROM (VALUES (1)) AS person
            LEFT JOIN (SELECT \(RecipientRecord.columns) FROM campanello.recipients
                WHERE user_id = $1 AND channel = $2) AS recipient ON true
            LEFT JOIN (SELECT address AS pending_address, instance_id AS pending_instance_id,
                    expires_at AS pending_expires_at FROM campanello.link_codes
                WHERE user_id = $1 AND channel = $2 AND expires_at > now()) AS code ON true
            """, [.int(userID), .text(channel.rawValue)])
        guard let row = rows.first else { return LinkState(recipient: nil, pending: nil) }
        let isLinked = try row.decodeIfPresent("user_id", as: Int64.self) != nil
        return LinkState(recipient: isLinked ? try RecipientRecord(row: row) : nil, pending: try Self.pending(row))
    }

    private static func pending(_ row: PostgresRow) throws(PostgresError) -> PendingLink? {
        guard let expiresAt = try row.decodeIfPresent("pending_expires_at", as: Date.self) else { return nil }
        return PendingLink(
            address: try row.decodeIfPresent("pending_address"),
            instanceID: try row.decodeIfPresent("pending_instance_id"), expiresAt: expiresAt)
    }
}
