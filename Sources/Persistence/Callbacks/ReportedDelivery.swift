import Contracts
import Foundation
import Notifications
import Postgres

/// The delivery that a report speaks of, locked for the transaction, and which of its attempts.
struct ReportedDelivery: Sendable {
    let subject: DeliverySubject
    let channel: Channel
    let standing: DeliveryStanding
    /// Where the person is reached now; nil when the channel is unlinked.
    let address: String?
    let mustUseTemplate: Bool
    /// The attempt that the report speaks of.
    let attempt: Int
    /// The notification's; nil for a direct message.
    let traceparent: String?

    enum Search: Sendable {
        case found(ReportedDelivery)
        /// Nothing is recorded under the provider's id yet.
        case notYet
    }

    /// Finds the attempt by the provider's id; else, through our own delivery's id, the one of which nobody knows the
    /// provider's id. A delivery that a sender holds is left to it: it is about to write the id down.
    static func find(
        _ report: DeliveryReport, from provider: ProviderKind, on connection: PostgresConnection
    ) async throws -> Search {
        if let known = try await attempt(report, provider, on: connection) {
            guard let delivery = try await read(known.delivery, attempt: known.attempt, on: connection) else {
                return .notYet
            }
            return .found(delivery)
        }
        guard let id = report.deliveryID, let nameless = try await nameless(id, provider, on: connection),
            let delivery = try await read(id, attempt: nameless, on: connection)
        else { return .notYet }
        return .found(delivery)
    }

    private static func attempt(
        _ report: DeliveryReport, _ provider: ProviderKind, on connection: PostgresConnection
    ) async throws(PostgresError) -> (delivery: UUID, attempt: Int)? {
        let rows = try await connection.query(
            """
            SELECT delivery_id, attempt FROM campanello.delivery_attempts
            WHERE provider = $1 AND provider_message_id = $2 ORDER BY started_at LIMIT 1
            """, [.text(provider.rawValue), .text(report.providerMessageID)])
        guard let row = rows.first else { return nil }
        return (try row.decode("delivery_id"), try row.decode("attempt"))
    }

    /// The first attempt in doubt; else one that a dead process left, of which nothing may be written down even when
    /// an earlier one's report has finished the delivery; else one that was taken for refused.
    private static func nameless(
        _ id: UUID, _ provider: ProviderKind, on connection: PostgresConnection
    ) async throws(PostgresError) -> Int? {
        let rows = try await connection.query(
            """
            SELECT CASE WHEN status = 'sending' AND lease_until > now() THEN NULL ELSE coalesce(
                (SELECT min(attempt) FROM campanello.delivery_attempts AS known WHERE known.delivery_id = deliveries.id
                    AND known.status = 'in_doubt' AND known.provider_message_id IS NULL
                    AND coalesce(known.provider, $2) = $2),
                CASE WHEN status = 'sending' OR attempt > 0 AND NOT EXISTS (
                    SELECT FROM campanello.delivery_attempts AS known
                    WHERE known.delivery_id = deliveries.id AND known.attempt = deliveries.attempt) THEN attempt END,
                (SELECT max(attempt) FROM campanello.delivery_attempts AS known WHERE known.delivery_id = deliveries.id
                    AND known.status = 'refused' AND known.provider_message_id IS NULL
                    AND coalesce(known.provider, $2) = $2)) END AS attempt
            FROM campanello.deliveries WHERE id = $1 FOR NO KEY UPDATE
            """, [.uuid(id), .text(provider.rawValue)])
        return try rows.first?.decodeIfPresent("attempt")
    }

    private static func read(
        _ id: UUID, attempt: Int, on connection: PostgresConnection
    ) async throws -> ReportedDelivery? {
        let rows = try await connection.query(
            """
            SELECT user_id, channel, filter_id, is_direct, status, attempt, first_attempt_at, must_use_template,
                attempts_before,
                (SELECT traceparent FROM campanello.notifications WHERE notifications.id = deliveries.id)
                    AS traceparent,
                (SELECT address FROM campanello.recipients
                    WHERE recipients.user_id = deliveries.user_id
                        AND recipients.channel = deliveries.channel) AS address
            FROM campanello.deliveries WHERE id = $1 FOR NO KEY UPDATE
            """, [.uuid(id)])
        guard let row = rows.first else { return nil }
        let subject = DeliverySubject(
            id: id, userID: try row.decode("user_id"), filterID: try row.decodeIfPresent("filter_id"),
            isDirect: try row.decode("is_direct"), firstAttemptAt: try row.decodeIfPresent("first_attempt_at"),
            attemptsBefore: try row.decode("attempts_before"))
        let standing = DeliveryStanding(
            status: DeliveryStatus(rawValue: try row.decode("status")) ?? .pending,
            attempt: try row.decode("attempt"), attempts: try await attempts(of: id, on: connection))
        return ReportedDelivery(
            subject: subject, channel: try row.channel(), standing: standing,
            address: try row.decodeIfPresent("address"), mustUseTemplate: try row.decode("must_use_template"),
            attempt: attempt, traceparent: try row.decodeIfPresent("traceparent"))
    }

    private static func attempts(
        of id: UUID, on connection: PostgresConnection
    ) async throws(PostgresError) -> [Int: AttemptStatus] {
        let rows = try await connection.query(
            "SELECT attempt, status FROM campanello.delivery_attempts WHERE delivery_id = $1", [.uuid(id)])
        var attempts: [Int: AttemptStatus] = [:]
        for row in rows {
            let status: String = try row.decode("status")
            attempts[try row.decode("attempt")] = AttemptStatus(rawValue: status)
        }
        return attempts
    }
}
