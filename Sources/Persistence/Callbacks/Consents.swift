package import Contracts
package import Foundation
package import Postgres

/// Every consent and its withdrawal: rows are only ever added.
package enum Consents {
    package enum Direction: String, Sendable {
        case `in`
        case out
    }

    /// The act by which it was said. The raw value is what `consents.how` holds.
    package enum Act: String, Sendable {
        case link
        case unlink
        /// Somebody else proved that the address is theirs now.
        case takenOver = "taken-over"
        case toggle
        /// The switch for all channels at once.
        case pauseAll = "pause-all"
        case startKeyword = "start-keyword"
        case stopKeyword = "stop-keyword"
        case providerPreference = "provider-preference"
        case providerBlock = "provider-block"
        case providerUnblock = "provider-unblock"
        /// The provider refused a message because the person does not want any.
        case providerOptOut = "provider-opt-out"
    }

    /// The version of the words on links, keywords and switches that people have before them; to be raised with them.
    package static let textVersion = "1"

    /// - Parameter at: when it was said; nil is now.
    package static func append(
        userID: Int64, channel: Channel, _ direction: Direction, by act: Act, at: Date? = nil,
        on executor: any PostgresExecutor
    ) async throws(PostgresError) {
        try await executor.execute(
            """
            INSERT INTO campanello.consents (user_id, channel, direction, how, text_version, at)
            SELECT $1, $2, $3, $4, $5, least(coalesce($6::timestamptz, now()), now())
            WHERE EXISTS (SELECT FROM campanello.users WHERE id = $1)
            """,
            [
                .int(userID), .text(channel.rawValue), .text(direction.rawValue), .text(act.rawValue),
                .text(textVersion), PostgresValue(at),
            ])
    }

    /// Whether the person has said something since `at`: then what was said at that time counts no more. Callbacks
    /// come late and in any order.
    static func isOvertaken(
        userID: Int64, channel: Channel, at: Date, on connection: PostgresConnection
    ) async throws(PostgresError) -> Bool {
        try await connection.query(
            "SELECT 1 AS one FROM campanello.consents WHERE user_id = $1 AND channel = $2 AND at > $3 LIMIT 1",
            [.int(userID), .text(channel.rawValue), .timestamp(at)]
        ).isEmpty == false
    }

    /// By what act the person spoke last; nil when there is none.
    static func last(
        userID: Int64, channel: Channel, on connection: PostgresConnection
    ) async throws(PostgresError) -> Act? {
        let rows = try await connection.query(
            """
            SELECT how FROM campanello.consents WHERE user_id = $1 AND channel = $2 ORDER BY at DESC, id DESC LIMIT 1
            """, [.int(userID), .text(channel.rawValue)])
        guard let how: String = try rows.first?.decode("how") else { return nil }
        return Act(rawValue: how)
    }
}
