import Contracts
import Foundation
import Messaging
import Postgres

extension DirectMessageStore {
    /// Times are the database's.
    func insert(
        _ message: NewDirectMessage, parameters: String, traceparent: String?, on connection: PostgresConnection
    ) async throws -> UUID {
        let id = UUID.v7()
        let rows = try await connection.query(
            """
            WITH message AS (
                INSERT INTO campanello.direct_messages
                    (id, user_id, channel, locale, text_key, parameters, expires_at, address)
                VALUES ($1, $2, $3, $4, $5, $6, now() + $7::bigint * interval '1 millisecond', $8)
                RETURNING id, user_id, channel, created_at, expires_at
            ), delivery AS (
                INSERT INTO campanello.deliveries (id, user_id, channel, is_direct)
                SELECT id, user_id, channel, true FROM message
            )
            SELECT created_at, expires_at FROM message
            """,
            [
                .uuid(id), .int(message.userID), .text(message.channel.rawValue), .text(message.locale),
                .text(message.textKey), .json(parameters), .int(message.lifetime.inMilliseconds),
                PostgresValue(message.address),
            ])
        guard let row = rows.first else { throw MissingRow(table: "direct_messages") }
        let event = DirectMessage(
            id: id, occurredAt: try row.decode("created_at"), userID: message.userID, channel: message.channel,
            expiresAt: try row.decode("expires_at"))
        let routed = try OutboxEvent(
            event, service: service, exchange: Exchange.notifications, routingKey: RoutingKey.direct(message.channel),
            traceparent: traceparent ?? TraceParent.current?.description)
        try await Outbox.append([routed], on: connection)
        return id
    }
}
