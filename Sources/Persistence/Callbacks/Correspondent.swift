package import Contracts
import Foundation
package import Postgres

/// A person whose proved address wrote to us; their recipient's row is locked for the transaction.
package struct Correspondent: Sendable, Equatable {
    package let userID: Int64
    package let channel: Channel
    package private(set) var locale: String
    /// Why nothing is sent to them now; nil when it is.
    package let suspendedReason: String?
    package let isEnabled: Bool

    /// Nil for an address that nobody has proved to be theirs.
    package static func find(
        channel: Channel, address: String, on connection: PostgresConnection
    ) async throws -> Correspondent? {
        let rows = try await connection.query(
            """
            SELECT recipients.user_id, users.locale, suspended_reason, enabled
            FROM campanello.recipients JOIN campanello.users ON users.id = recipients.user_id
            WHERE channel = $1 AND address = $2 AND proved_at IS NOT NULL AND users.is_active
            FOR NO KEY UPDATE OF recipients
            """, [.text(channel.rawValue), .text(address)])
        guard let row = rows.first else { return nil }
        return Correspondent(
            userID: try row.decode("user_id"), channel: channel, locale: try row.decode("locale"),
            suspendedReason: try row.decodeIfPresent("suspended_reason"), isEnabled: try row.decode("enabled"))
    }

    /// The same person, spoken to in another language.
    package func speaking(_ locale: String) -> Correspondent {
        var person = self
        person.locale = locale
        return person
    }
}
