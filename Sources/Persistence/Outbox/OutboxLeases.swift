import Foundation
import Messaging
import Postgres

/// A leased row of the outbox.
struct LeasedEvent: Sendable {
    let seq: Int64
    let publication: Publication
}

/// The outbox's rows as a relay works on them. No transaction stays open while the broker is spoken to: a lease keeps
/// other replicas away, and runs out by itself when the relay dies. The statements are planned anew each time: by the
/// plan of an empty outbox, forgetting a batch took 60 ms instead of 3 once many had gone through.
struct OutboxLeases: Sendable {
    let service: String
    let pool: PostgresPool
    let lease: Duration

    /// The lanes that have rows, found by skipping from lane to lane in the index: cheap however long they are.
    func lanes() async throws(PostgresError) -> [OutboxLane] {
        try await pool.query(
            """
            WITH RECURSIVE lane AS (
                (SELECT exchange, routing_key FROM campanello.outbox WHERE service = $1
                    ORDER BY exchange, routing_key LIMIT 1)
                UNION ALL
                SELECT next.exchange, next.routing_key FROM lane CROSS JOIN LATERAL (
                    SELECT exchange, routing_key FROM campanello.outbox
                    WHERE service = $1 AND (exchange, routing_key) > (lane.exchange, lane.routing_key)
                    ORDER BY exchange, routing_key LIMIT 1
                ) AS next
            )
            SELECT exchange, routing_key FROM lane
            """, [.text(service)]
        ).map { row throws(PostgresError) in
            OutboxLane(exchange: try row.decode("exchange"), routingKey: try row.decode("routing_key"))
        }
    }

    /// Takes up to `count` events that are due and that nobody else holds, the oldest first.
    func take(_ count: Int, of lane: OutboxLane) async throws(PostgresError) -> [LeasedEvent] {
        let rows = try await pool.query(
            """
            WITH taken AS (
                SELECT seq FROM campanello.outbox
                WHERE service = $1 AND exchange = $2 AND routing_key = $3
                    AND not_before <= now() AND leased_until <= now()
                ORDER BY seq LIMIT $4 FOR UPDATE SKIP LOCKED
            )
            UPDATE campanello.outbox AS event SET leased_until = now() + $5::bigint * interval '1 millisecond'
            FROM taken WHERE event.seq = taken.seq
            RETURNING event.seq, message_id, type, body, attempt, correlation_id, traceparent, created_at,
                headers::text AS headers
            """,
            [
                .text(service), .text(lane.exchange), .text(lane.routingKey), .int(Int64(count)),
                .int(lease.inMilliseconds),
            ], plan: .anew)
        return try rows.map { row throws(PostgresError) in try event(row, lane) }.sorted { $0.seq < $1.seq }
    }

    /// Forgets events that the broker has confirmed.
    func delete(_ seqs: [Int64]) async throws(PostgresError) {
        guard !seqs.isEmpty else { return }
        _ = try await pool.execute(
            "DELETE FROM campanello.outbox WHERE seq = ANY($1::bigint[])", [.intArray(seqs)], plan: .anew)
    }

    /// Gives events back, to be taken again once `wait` is over.
    func giveBack(_ seqs: [Int64], after wait: Duration = .zero) async throws(PostgresError) {
        guard !seqs.isEmpty else { return }
        _ = try await pool.execute(
            """
            UPDATE campanello.outbox SET leased_until = '-infinity',
                not_before = greatest(not_before, now() + $2::bigint * interval '1 millisecond')
            WHERE seq = ANY($1::bigint[])
            """, [.intArray(seqs), .int(wait.inMilliseconds)], plan: .anew)
    }

    /// How far each lane that has rows is behind.
    func lag() async throws(PostgresError) -> [OutboxLag] {
        try await pool.query(
            """
            SELECT exchange, routing_key, count(*) AS waiting, coalesce(extract(epoch FROM
                now() - min(greatest(created_at, not_before)) FILTER (WHERE not_before <= now())), 0)::float8 AS age
            FROM campanello.outbox WHERE service = $1 GROUP BY exchange, routing_key ORDER BY exchange, routing_key
            """, [.text(service)]
        ).map { row throws(PostgresError) in
            let age: Double = try row.decode("age")
            return OutboxLag(
                lane: OutboxLane(exchange: try row.decode("exchange"), routingKey: try row.decode("routing_key")),
                waiting: try row.decode("waiting"), age: .milliseconds(Int64(age * 1000)))
        }
    }

    private func headers(_ row: PostgresRow) throws(PostgresError) -> [String: HeaderValue] {
        guard let text: String = try row.decodeIfPresent("headers") else { return [:] }
        let known = (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
        return known.mapValues { .string($0) }
    }

    private func event(_ row: PostgresRow, _ lane: OutboxLane) throws(PostgresError) -> LeasedEvent {
        let messageID: String = try row.decode("message_id")
        let traceparent: String? = try row.decodeIfPresent("traceparent")
        let cause = traceparent.flatMap(TraceParent.init(_:)) ?? TraceParent(ofEvent: messageID)
        var message = Message(
            event: messageID, type: try row.decode("type"), timestamp: try row.decode("created_at"), service: service,
            cause: cause, body: try row.decode("body"))
        if let correlationID: String = try row.decodeIfPresent("correlation_id") {
            message.correlationID = correlationID
        }
        message.attempt = try row.decode("attempt")
        message.headers.merge(try headers(row)) { $1 }
        message.traceParent = cause
        return LeasedEvent(
            seq: try row.decode("seq"),
            publication: Publication(
                message, exchange: lane.exchange, routingKey: lane.routingKey, mandatory: lane.isMandatory))
    }
}

extension Message {
    /// An event as it is published. One that nothing else caused begins a trace, and is what its effects are correlated
    /// with.
    init(event id: String, type: String, timestamp: Date, service: String, cause: TraceParent?, body: [UInt8]) {
        self.init(
            messageID: id, type: type, timestamp: timestamp, appID: service, correlationID: id,
            headers: [HeaderName.attempt: .int(1)], body: body)
        traceParent = cause
    }
}
