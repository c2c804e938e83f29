package import Contracts
import Foundation
package import Postgres

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
        try Self.state(
            try await pool.query(Self.stateSQL, [.int(userID), .text(channel.rawValue)]))
    }

    /// What `state(userID:channel:)` asks, for whoever asks it along with something else.
    package static func stateStatement(userID: Int64, channel: Channel) -> PostgresStatement {
        PostgresStatement(stateSQL, [.int(userID), .text(channel.rawValue)])
    }

    /// Reads what `stateStatement(userID:channel:)` was answered.
    package static func state(_ rows: [PostgresRow]) throws -> LinkState {
        guard let row = rows.first else { return LinkState(recipient: nil, pending: nil) }
        let isLinked = try row.decodeIfPresent("user_id", as: Int64.self) != nil
        return LinkState(recipient: isLinked ? try RecipientRecord(row: row) : nil, pending: try pending(row))
    }

    private static let stateSQL = """
        SELECT recipient.*, code.* FROM (VALUES (1)) AS person
        LEFT JOIN (SELECT \(RecipientRecord.columns) FROM campanello.recipients
            WHERE user_id = $1 AND channel = $2) AS recipient ON true
        LEFT JOIN (SELECT address AS pending_address, instance_id AS pending_instance_id,
                expires_at AS pending_expires_at FROM campanello.link_codes
            WHERE user_id = $1 AND channel = $2 AND expires_at > now()) AS code ON true
        """

    private static func pending(_ row: PostgresRow) throws(PostgresError) -> PendingLink? {
        guard let expiresAt = try row.decodeIfPresent("pending_expires_at", as: Date.self) else { return nil }
        return PendingLink(
            address: try row.decodeIfPresent("pending_address"),
            instanceID: try row.decodeIfPresent("pending_instance_id"), expiresAt: expiresAt)
    }
}
