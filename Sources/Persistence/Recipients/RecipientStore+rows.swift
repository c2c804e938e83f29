import Contracts
import Foundation
import Postgres

extension RecipientRecord {
    static let columns = """
        user_id, channel, address, username, instance_id, enabled, proved_at, linked_at, suspended_at,
        suspended_reason, updated_at
        """

    init(row: PostgresRow) throws {
        var columns = row.columns
        let userID: Int64 = try columns.int64("user_id")
        let name: String = try columns.string("channel")
        guard let channel = Channel(rawValue: name) else { throw MissingRow(table: "recipients") }
        self.init(
            userID: userID, channel: channel, address: try columns.string("address"),
            username: try columns.stringIfPresent("username"), instanceID: try columns.stringIfPresent("instance_id"),
            isEnabled: try columns.bool("enabled"), provedAt: try columns.dateIfPresent("proved_at"),
            linkedAt: try columns.date("linked_at"), suspendedAt: try columns.dateIfPresent("suspended_at"),
            suspendedReason: try columns.stringIfPresent("suspended_reason"), updatedAt: try columns.date("updated_at"))
    }

    /// Whether notifications may go to this recipient.
    package var speaks: Bool {
        isEnabled && provedAt != nil && suspendedAt == nil
    }
}

extension RecipientStore {
    static let linkSQL = """
        INSERT INTO campanello.recipients AS linked
            (user_id, channel, address, username, instance_id, enabled, proved_at)
        VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $7 THEN now() END)
        ON CONFLICT (user_id, channel) DO UPDATE SET
            address = EXCLUDED.address, username = EXCLUDED.username, instance_id = EXCLUDED.instance_id,
            enabled = EXCLUDED.enabled, updated_at = now(),
            proved_at = CASE WHEN EXCLUDED.address = linked.address
                THEN coalesce(EXCLUDED.proved_at, linked.proved_at) ELSE EXCLUDED.proved_at END,
            suspended_at = CASE WHEN EXCLUDED.address = linked.address AND EXCLUDED.proved_at IS NULL
                THEN linked.suspended_at END,
            suspended_reason = CASE WHEN EXCLUDED.address = linked.address AND EXCLUDED.proved_at IS NULL
                THEN linked.suspended_reason END,
            refusals = CASE WHEN EXCLUDED.address = linked.address AND EXCLUDED.proved_at IS NULL
                THEN linked.refusals ELSE 0 END
        RETURNING \(RecipientRecord.columns)
        """

    static func parameters(userID: Int64, _ link: RecipientLink) -> [PostgresValue] {
        [
            .int(userID), .text(link.channel.rawValue), .text(link.address), PostgresValue(link.username),
            PostgresValue(link.instanceID), .bool(link.isEnabled), .bool(link.isProved),
        ]
    }

    /// Applies `assignments`, whose own parameters begin at `$3`, and then `also`, where there is a row.
    func change(
        userID: Int64, channel: Channel, _ assignments: String, _ parameters: [PostgresValue],
        also: @Sendable (PostgresConnection) async throws -> Void = { _ in }
    ) async throws -> RecipientRecord? {
        try await pool.transaction { connection in
            let rows = try await connection.query(
                """
                UPDATE campanello.recipients SET \(assignments), updated_at = now()
                WHERE user_id = $1 AND channel = $2 RETURNING \(RecipientRecord.columns)
                """, [.int(userID), .text(channel.rawValue)] + parameters)
            guard let row = rows.first else { return nil }
            let record = try RecipientRecord(row: row)
            try await also(connection)
            if record.speaks { try await Self.makePendingDue(userID: userID, channel: channel, on: connection) }
            return record
        }
    }

    /// Rows are locked in ascending order, as whoever writes them does.
    static func makePendingDue(
        userID: Int64, channel: Channel, on connection: PostgresConnection
    ) async throws(PostgresError) {
        _ = try await connection.execute(
            """
            UPDATE campanello.pending_filters AS pending SET due_at = now() FROM (
                SELECT filter_id FROM campanello.pending_filters
                WHERE user_id = $1 AND channel = $2 AND due_at > now() ORDER BY filter_id FOR UPDATE
            ) AS locked
            WHERE pending.filter_id = locked.filter_id AND pending.channel = $2
            """, [.int(userID), .text(channel.rawValue)])
    }
}
