package import Contracts
import Foundation
package import Postgres

extension RecipientStore {
    /// Links an address inside a transaction; an address of another account's violates a unique key.
    static func link(
        userID: Int64, _ link: RecipientLink, on connection: PostgresConnection
    ) async throws -> RecipientRecord {
        let rows = try await connection.query(linkSQL, parameters(userID: userID, link))
        guard let row = rows.first else { throw MissingRow(table: "recipients") }
        let record = try RecipientRecord(row: row)
        if record.provedAt != nil {
            try await Consents.append(userID: userID, channel: link.channel, .in, by: .link, on: connection)
        }
        if record.speaks { try await makePendingDue(userID: userID, channel: link.channel, on: connection) }
        return record
    }

    /// Links an address that the person has just proved to be theirs. Whoever had it before has it no longer: numbers
    /// are given to others, and people open new accounts.
    package static func linkProved(
        userID: Int64, _ link: RecipientLink, on connection: PostgresConnection
    ) async throws -> RecipientRecord {
        let former = try await connection.query(
            "SELECT user_id FROM campanello.recipients WHERE channel = $1 AND address = $2 AND user_id <> $3 FOR UPDATE",
            [.text(link.channel.rawValue), .text(link.address), .int(userID)])
        if let former: Int64 = try former.first?.decode("user_id") {
            try await forget(userID: former, channel: link.channel, by: .takenOver, on: connection)
        }
        var link = link
        link.isProved = true
        return try await Self.link(userID: userID, link, on: connection)
    }

    /// Forgets the address and what is pending on the channel.
    /// - Returns: whether there was something to forget.
    @discardableResult
    package static func forget(
        userID: Int64, channel: Channel, by act: Consents.Act, on connection: PostgresConnection
    ) async throws(PostgresError) -> Bool {
        let deleted = try await connection.execute(
            "DELETE FROM campanello.recipients WHERE user_id = $1 AND channel = $2",
            [.int(userID), .text(channel.rawValue)])
        if deleted > 0 {
            try await Consents.append(userID: userID, channel: channel, .out, by: act, on: connection)
        }
        _ = try await connection.execute(
            """
            DELETE FROM campanello.pending_filters AS pending USING (
                SELECT filter_id FROM campanello.pending_filters WHERE user_id = $1 AND channel = $2
                ORDER BY filter_id FOR UPDATE
            ) AS locked
            WHERE pending.filter_id = locked.filter_id AND pending.channel = $2
            """, [.int(userID), .text(channel.rawValue)])
        return deleted > 0
    }
}
