import Contracts
import Foundation
import Postgres

extension PostgresDeliveryWorld {
    package func state(of seeded: SeededDelivery) async throws -> SeededState {
        let rows = try await pool.query(
            """
            SELECT status, attempt, is_held, in_doubt_at IS NOT NULL AS is_in_doubt, reason, provider_message_id,
                (SELECT state FROM campanello.entries WHERE notification_id = deliveries.id) AS entry,
                (SELECT due_at <= now() FROM campanello.pending_filters AS pending
                    WHERE pending.filter_id = deliveries.filter_id AND pending.channel = deliveries.channel) AS is_due,
                coalesce((SELECT array_agg(attempt || '=' || attempts.status ORDER BY attempt)
                    FROM campanello.delivery_attempts AS attempts WHERE delivery_id = deliveries.id), '{}') AS attempts,
                coalesce((SELECT array_agg(body::jsonb ->> 'status' ORDER BY seq) FROM campanello.outbox
                    WHERE exchange = 'deliveries' AND correlation_id = deliveries.id::text), '{}') AS facts,
                coalesce(recipients.refusals, 0) AS refusals, recipients.suspended_at IS NOT NULL AS is_suspended,
                recipients.address, deliveries.number, deliveries.provider, deliveries.is_template,
                recipients.number AS own_number, coalesce(closed_until > now(), false) AS is_closed,
                ARRAY(SELECT windows.number FROM campanello.conversation_windows AS windows
                    WHERE windows.user_id = deliveries.user_id AND open_until > now())::bigint[] AS windows,
                (SELECT count(*) FROM campanello.direct_messages AS notice
                    JOIN campanello.outbox ON outbox.message_id = notice.id AND routing_key = 'telegram.direct'
                    WHERE notice.user_id = deliveries.user_id AND text_key = 'window_closed') AS notices
            FROM campanello.deliveries LEFT JOIN campanello.recipients USING (user_id, channel)
            WHERE deliveries.id = $1
            """, [.uuid(seeded.id)])
        guard let row = rows.first else {
            throw DeliveryStoreConformance.Failure(description: "no such delivery")
        }
        return try state(row)
    }

    private func state(_ row: PostgresRow) throws -> SeededState {
        let status = DeliveryStatus(rawValue: try row.decode("status")) ?? .failed
        var state = SeededState(status: status, attempt: try row.decode("attempt"))
        state.isHeld = try row.decode("is_held")
        state.isInDoubt = try row.decode("is_in_doubt")
        state.reason = try row.decodeIfPresent("reason")
        state.providerMessageID = try row.decodeIfPresent("provider_message_id")
        state.entry = try row.decodeIfPresent("entry")
        state.isPendingDue = try row.decodeIfPresent("is_due")
        for attempt in try row.decode("attempts", as: [String].self) {
            let parts = attempt.split(separator: "=").map(String.init)
            if let number = Int(parts[0]) { state.attempts[number] = parts[1] }
        }
        state.facts = try row.decode("facts")
        state.refusals = try row.decode("refusals")
        state.isSuspended = try row.decode("is_suspended")
        state.address = try row.decodeIfPresent("address")
        state.number = try row.decodeIfPresent("number")
        state.provider = try row.decodeIfPresent("provider")
        state.isTemplate = try row.decode("is_template")
        state.ownNumber = try row.decodeIfPresent("own_number")
        state.openWindows = Set(try row.decode("windows", as: [Int64].self).map { Int($0) })
        state.isClosed = try row.decode("is_closed")
        state.notices = try row.decode("notices")
        return state
    }
}
