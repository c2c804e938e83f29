import Contracts
package import Foundation
package import Postgres

/// Deliveries whose message the broker gave up on.
package enum DeliveryLimitStore {
    /// What was found of the delivery.
    package enum Outcome: Sendable, Equatable {
        /// It is dead by this, now or since a letter that may not have been filed.
        case marked
        /// It is finished, there is none of this id, or a later message stands for it.
        case settled
        /// A sender is at work on it: ask again when its lease has ended.
        case busy
    }

    package static let reason = "delivery-limit"

    /// Marks the delivery dead, with its fact in the outbox of `service`. Its entries stay as they are; what has
    /// gathered behind it is due. An attempt that was claimed and never answered for may have arrived: it is in doubt.
    ///
    /// - Parameter attempt: what the given-up message stands for.
    package static func markDead(
        _ id: UUID, attempt: Int, service: String, on connection: PostgresConnection
    ) async throws -> Outcome {
        let rows = try await connection.query(
            """
            SELECT user_id, channel, filter_id, attempt, provider, status IN ('pending', 'sending') AS is_unfinished,
                status = 'dead' AND reason = $2 AS is_marked, status = 'pending' AND attempt >= $3 AS is_superseded,
                coalesce(lease_until > now(), false) AS is_busy, now() AS now
            FROM campanello.deliveries WHERE id = $1 FOR UPDATE
            """, [.uuid(id), .text(reason), .int(Int64(attempt))])
        guard let row = rows.first else { return .settled }
        if try row.decodeIfPresent("is_marked") ?? false { return .marked }
        guard try row.decode("is_unfinished"), try !row.decode("is_superseded") else { return .settled }
        if try row.decode("is_busy") { return .busy }
        try await connection.execute(
            """
            UPDATE campanello.deliveries SET status = 'dead', reason = $2, finished_at = now(), updated_at = now(),
                in_doubt_at = CASE WHEN status = 'sending' THEN coalesce(in_doubt_at, now()) ELSE in_doubt_at END,
                owner = NULL, lease_until = NULL
            WHERE id = $1
            """, [.uuid(id), .text(reason)])
        let fact = DeliveryChanged(
            id: .v7(), occurredAt: try row.decode("now"), deliveryID: id, userID: try row.decode("user_id"),
            channel: try row.channel(), filterID: try row.decodeIfPresent("filter_id"), status: .dead,
            attempt: try row.decode("attempt"), provider: try row.decodeIfPresent("provider"), reason: reason)
        let event = try OutboxEvent(
            fact, service: service, exchange: Exchange.deliveries, routingKey: fact.routingKey)
        try await Outbox.append([event], on: connection)
        try await makePendingDue(fact, on: connection)
        return .marked
    }

    /// Whatever the row says: a scheduler that holds it may be about to let it wait for this very delivery.
    private static func makePendingDue(
        _ fact: DeliveryChanged, on connection: PostgresConnection
    ) async throws(PostgresError) {
        guard let filterID = fact.filterID else { return }
        try await connection.execute(
            """
            UPDATE campanello.pending_filters SET due_at = now() WHERE filter_id = $1 AND channel = $2
            """, [.int(filterID), .text(fact.channel.rawValue)])
    }
}
