import Contracts
import Foundation
import Notifications
import Postgres

/// Tells people on Telegram, at most once a day, that WhatsApp does not let us write to them any more.
///
/// The Matcher's relay publishes it: a sender may not write to another channel's queue.
enum WindowNotice {
    static func tell(_ users: [Int64], on connection: PostgresConnection) async throws {
        guard !users.isEmpty else { return }
        let ids = users.map { _ in UUID.v7() }
        let rows = try await connection.query(
            writing,
            [
                .intArray(users), .uuidArray(ids), .text(Channel.telegram.rawValue),
                .text(DirectTextKey.windowClosed.rawValue),
            ])
        let events = try rows.map { row in
            let event = DirectMessage(
                id: try row.decode("id"), occurredAt: try row.decode("created_at"), userID: try row.decode("user_id"),
                channel: .telegram, expiresAt: try row.decode("expires_at"))
            return try OutboxEvent(
                event, service: "matcher", exchange: Exchange.notifications, routingKey: RoutingKey.direct(.telegram))
        }
        try await Outbox.append(events, on: connection)
    }

    private static let writing = """
        WITH wanted AS (
            SELECT wanted.user_id, wanted.id, users.locale
            FROM unnest($1::bigint[], $2::uuid[]) AS wanted (user_id, id)
            JOIN campanello.users ON users.id = wanted.user_id AND users.is_active
            JOIN campanello.recipients ON recipients.user_id = wanted.user_id AND recipients.channel = $3
            WHERE recipients.enabled AND recipients.proved_at IS NOT NULL AND recipients.suspended_at IS NULL
                AND NOT EXISTS (SELECT FROM campanello.direct_messages AS earlier
                    WHERE earlier.user_id = wanted.user_id AND earlier.channel = $3 AND earlier.text_key = $4
                        AND earlier.created_at > now() - interval '24 hours')
        ), message AS (
            INSERT INTO campanello.direct_messages (id, user_id, channel, locale, text_key, expires_at)
            SELECT id, user_id, $3, locale, $4, now() + interval '24 hours' FROM wanted
            RETURNING id, user_id, channel, created_at, expires_at
        ), delivery AS (
            INSERT INTO campanello.deliveries (id, user_id, channel, is_direct)
            SELECT id, user_id, channel, true FROM message
        )
        SELECT id, user_id, created_at, expires_at FROM message
        """
}
