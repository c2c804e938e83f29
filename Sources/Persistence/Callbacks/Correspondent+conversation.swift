import Contracts
package import Foundation
package import Postgres

extension Correspondent {
    /// What a person asks about in the chat.
    package struct Standing: Sendable, Equatable {
        package let timeZone: String
        package let quietHours: QuietHours?
        package let activeFilters: Int
        package let filters: Int
    }

    package func standing(on connection: PostgresConnection) async throws -> Standing {
        let rows = try await connection.query(
            """
            SELECT \(UserRecord.columns),
                (SELECT count(*) FROM campanello.filters WHERE user_id = $1) AS filters,
                (SELECT count(*) FROM campanello.filters WHERE user_id = $1 AND is_active) AS active
            FROM campanello.users WHERE id = $1
            """, [.int(userID)])
        guard let row = rows.first else { throw MissingRow(table: "users") }
        let user = try UserRecord(row: row)
        return Standing(
            timeZone: user.timeZone, quietHours: user.quietHours, activeFilters: try row.decode("active"),
            filters: try row.decode("filters"))
    }

    /// The person switches the channel off from the chat, as they could in their account.
    package func switchOff(at: Date, on connection: PostgresConnection) async throws(PostgresError) {
        guard try await !Consents.isOvertaken(userID: userID, channel: channel, at: at, on: connection) else { return }
        try await Consents.append(userID: userID, channel: channel, .out, by: .toggle, at: at, on: connection)
        try await connection.execute(
            "UPDATE campanello.recipients SET enabled = false, updated_at = now() WHERE user_id = $1 AND channel = $2",
            [.int(userID), .text(channel.rawValue)])
    }

    /// Takes the address off the account.
    package func unlink(on connection: PostgresConnection) async throws(PostgresError) {
        try await RecipientStore.forget(userID: userID, channel: channel, by: .unlink, on: connection)
    }

    /// Sets the language in which the person is spoken to, on every channel.
    package func speak(_ locale: String, on connection: PostgresConnection) async throws(PostgresError) {
        try await connection.execute(
            "UPDATE campanello.users SET locale = $2, locale_chosen = true, updated_at = now() WHERE id = $1",
            [.int(userID), .text(locale)])
    }

    /// Takes a language that a channel tells of somebody who has not chosen one.
    package static func adopt(
        _ locale: String, userID: Int64, on connection: PostgresConnection
    ) async throws(PostgresError) {
        try await connection.execute(
            """
            UPDATE campanello.users SET locale = $2, locale_chosen = true, updated_at = now()
            WHERE id = $1 AND NOT locale_chosen
            """, [.int(userID), .text(locale)])
    }
}
