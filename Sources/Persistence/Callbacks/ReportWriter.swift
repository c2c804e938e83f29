import Contracts
import Foundation
import Notifications
import Postgres

/// The rows that one report changes.
struct ReportWriter: Sendable {
    let report: DeliveryReport
    let callback: StoredCallback
    let delivery: ReportedDelivery
    let service: String

    /// Why it failed, as far as the provider says.
    var error: ReportedError { report.error ?? ReportedError(.unknown, code: "none") }

    private var id: UUID { delivery.subject.id }

    /// A dead process's attempt may have no row yet, or one of a refusal by another provider: whoever reports has it.
    func writeAttempt(_ status: AttemptStatus, on connection: PostgresConnection) async throws(PostgresError) {
        let error = status == .failed ? error : nil
        try await connection.execute(
            """
            INSERT INTO campanello.delivery_attempts AS known (delivery_id, attempt, provider, number,
                provider_message_id, status, started_at, finished_at, error_class, error_code, error_detail)
            VALUES ($1, $2, $3, $4, $5, $6, now(), now(), $7, $8, $9)
            ON CONFLICT (delivery_id, attempt) DO UPDATE SET
                provider = excluded.provider, number = excluded.number,
                provider_message_id = coalesce(known.provider_message_id, excluded.provider_message_id),
                status = excluded.status, error_class = excluded.error_class, error_code = excluded.error_code,
                error_detail = excluded.error_detail
            """,
            [
                .uuid(id), .int(Int64(delivery.attempt)), .text(callback.provider.rawValue),
                .int(Int64(callback.number)), .text(report.providerMessageID), .text(status.rawValue),
                PostgresValue(error?.errorClass.rawValue), PostgresValue(error?.code), PostgresValue(error?.detail),
            ])
    }

    /// The delivery stands better than was known. What was on its way for it finds it finished; a later attempt that
    /// was claimed already may arrive as well, and nobody will look whether it did.
    func improve(to status: DeliveryStatus, on connection: PostgresConnection) async throws {
        try await connection.execute(
            """
            UPDATE campanello.deliveries SET status = $2, owner = NULL, lease_until = NULL, is_held = false,
                provider = $3, number = $4, provider_message_id = $5,
                reason = NULL, error_class = NULL, error_code = NULL, error_detail = NULL,
                in_doubt_at = CASE WHEN status = 'sending' AND attempt <> $7 THEN coalesce(in_doubt_at, now())
                    ELSE in_doubt_at END,
                accepted_at = coalesce(accepted_at, least($6::timestamptz, now())),
                delivered_at = CASE WHEN $2 IN ('delivered', 'read')
                    THEN coalesce(delivered_at, least($6::timestamptz, now())) END,
                read_at = CASE WHEN $2 = 'read' THEN coalesce(read_at, least($6::timestamptz, now())) END,
                finished_at = coalesce(finished_at, now()), updated_at = now()
            WHERE id = $1
            """,
            [
                .uuid(id), .text(status.rawValue), .text(callback.provider.rawValue), .int(Int64(callback.number)),
                .text(report.providerMessageID), .timestamp(report.at ?? callback.receivedAt),
                .int(Int64(delivery.attempt)),
            ])
        try await tell(status, on: connection)
        guard !delivery.standing.status.wasAccepted else { return }
        try await announce(on: connection)
    }

    /// The person has heard of it, whatever was made of its entries meanwhile.
    private func announce(on connection: PostgresConnection) async throws(PostgresError) {
        try await connection.execute(
            "UPDATE campanello.entries SET state = 'announced', at = now() WHERE notification_id = $1", [.uuid(id)])
        try await connection.execute(
            """
            INSERT INTO campanello.entries
                (user_id, channel, home_id, episode, state, notification_id, listing_id)
            SELECT $2, $3, home_id, episode, 'announced', notification_id, listing_id
            FROM campanello.notification_listings WHERE notification_id = $1 ORDER BY home_id, episode
            ON CONFLICT (user_id, channel, home_id, episode) DO NOTHING
            """, [.uuid(id), .int(delivery.subject.userID), .text(delivery.channel.rawValue)])
        try await wake(on: connection)
    }

    /// What has gathered behind the delivery may go, and whoever waits for a direct message hears of it.
    private func wake(on connection: PostgresConnection) async throws(PostgresError) {
        if let filter = delivery.subject.filterID {
            try await connection.execute(
                "UPDATE campanello.pending_filters SET due_at = now() WHERE filter_id = $1 AND channel = $2",
                [.int(filter), .text(delivery.channel.rawValue)])
        }
        if delivery.subject.isDirect {
            _ = try await connection.query("SELECT pg_notify('campanello_deliveries', $1)", [.text(id.text)])
        }
    }

    /// As if the attempt had never been accepted. In doubt it stays only through other attempts.
    func reopen(on connection: PostgresConnection) async throws {
        try await connection.execute(
            """
            UPDATE campanello.deliveries SET status = 'pending', accepted_at = NULL, finished_at = NULL, owner = NULL,
                lease_until = NULL, is_held = false, updated_at = now(),
                in_doubt_at = CASE WHEN EXISTS (SELECT FROM campanello.delivery_attempts AS other
                    WHERE other.delivery_id = deliveries.id AND other.status = 'in_doubt') THEN in_doubt_at END
            WHERE id = $1
            """, [.uuid(id)])
        try await connection.execute(
            "UPDATE campanello.entries SET state = 'reserved' WHERE notification_id = $1 AND state = 'announced'",
            [.uuid(id)])
        try await tell(.failed, on: connection)
        // What has gathered behind it waits for it no more.
        try await wake(on: connection)
    }

    func demandTemplate(on connection: PostgresConnection) async throws(PostgresError) {
        try await connection.execute(
            "UPDATE campanello.deliveries SET must_use_template = true WHERE id = $1", [.uuid(id)])
    }

    /// The provider knows better than our clock when the person's 24 hours are over.
    func closeWindow(on connection: PostgresConnection) async throws(PostgresError) {
        try await connection.execute(
            """
            UPDATE campanello.conversation_windows SET open_until = least(open_until, now())
            WHERE user_id = $1 AND channel = $2 AND number = $3
            """, [.int(delivery.subject.userID), .text(delivery.channel.rawValue), .int(Int64(callback.number))])
    }

    /// The fact for whoever listens.
    private func tell(_ status: DeliveryStatus, on connection: PostgresConnection) async throws {
        let error = status == .failed ? error : nil
        let fact = DeliveryChanged(
            id: .v7(), occurredAt: Date(), deliveryID: id, userID: delivery.subject.userID, channel: delivery.channel,
            filterID: delivery.subject.filterID, status: status, attempt: delivery.standing.attempt,
            provider: callback.provider.rawValue, errorClass: error?.errorClass.rawValue, errorCode: error?.code)
        let event = try OutboxEvent(
            fact, service: service, exchange: Exchange.deliveries, routingKey: fact.routingKey,
            correlationID: id.text, traceparent: delivery.traceparent)
        try await Outbox.append([event], on: connection)
    }
}

extension DeliveryStatus {
    /// Whether the provider was known to have it.
    fileprivate var wasAccepted: Bool {
        switch self {
        case .accepted, .sent, .delivered, .read: true
        case .pending, .sending, .failed, .dead, .skipped: false
        }
    }
}
