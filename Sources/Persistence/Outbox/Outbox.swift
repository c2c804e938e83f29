import Foundation
import Messaging
package import Postgres

/// Where events wait for the broker: rows that are committed with the data they speak of.
package enum Outbox {
    /// Adds events in their order. To be called inside the transaction that writes what they tell.
    package static func append(
        _ events: [OutboxEvent], on executor: any PostgresExecutor
    ) async throws(PostgresError) {
        guard !events.isEmpty else { return }
        _ = try await executor.execute(
            """
            INSERT INTO campanello.outbox (service, exchange, routing_key, message_id, type, body, attempt,
                correlation_id, traceparent, headers, not_before)
            SELECT service, exchange, routing_key, message_id, type, body, attempt, correlation_id, traceparent,
                headers::jsonb, now() + delay * interval '1 millisecond'
            FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::integer[],
                $8::text[], $9::text[], $10::text[], $11::bigint[]) WITH ORDINALITY AS event
                (service, exchange, routing_key, message_id, type, body, attempt, correlation_id, traceparent, headers,
                delay, position)
            ORDER BY position
            """,
            [
                .textArray(events.map(\.service)), .textArray(events.map(\.exchange)),
                .textArray(events.map(\.routingKey)), .uuidArray(events.map(\.messageID)),
                .textArray(events.map(\.type)), .textArray(events.map(\.body)),
                .intArray(events.map { Int64($0.attempt) }), .textArray(events.map(\.correlationID)),
                .textArray(events.map(\.traceparent)), .textArray(events.map(\.headersText)),
                .intArray(events.map(\.delay.inMilliseconds)),
            ])
    }
}

extension OutboxEvent {
    /// The headers as a JSON object; nil where there are none, as of nearly every event.
    fileprivate var headersText: String? {
        guard !headers.isEmpty, let data = try? JSONEncoder().encode(headers) else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
