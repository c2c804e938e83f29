package import Foundation
package import Postgres

/// Everything that is known of one delivery, for an operator.
package struct DeliveryHistory: Sendable {
    /// One request to a provider.
    package struct Attempt: Sendable, Equatable {
        package let attempt: Int
        package let provider: String?
        package let number: Int?
        package let status: String
        package let startedAt: Date
        package let finishedAt: Date?
        package let errorClass: String?
        package let errorCode: String?
    }

    package let line: DeliveryLine
    /// `new_listings`, `price_drop`, or the key of a direct message's text.
    package let kind: String?
    package let expiresAt: Date?
    /// How many listings it speaks of.
    package let total: Int?
    /// When the first of them was matched.
    package let matchedAt: Date?
    /// Whether its event still waits for the relay.
    package let isInOutbox: Bool
    package let attempts: [Attempt]

    /// Nil where there is no such delivery.
    package static func read(_ id: UUID, on executor: any PostgresExecutor) async throws(PostgresError)
        -> DeliveryHistory?
    {
        let rows = try await executor.query(
            """
            SELECT \(DeliveryLine.columns), coalesce(n.kind, m.text_key) AS kind,
                coalesce(n.expires_at, m.expires_at) AS expires_at, n.total::bigint AS total,
                (SELECT min(matched_at) FROM campanello.matches
                    WHERE matches.filter_id = d.filter_id AND matched_at <= d.created_at
                        AND matched_at > d.created_at - interval '30 days'
                        AND listing_id IN (SELECT item.listing_id FROM campanello.notification_listings AS item
                            WHERE item.notification_id = d.id)) AS matched_at,
                EXISTS (SELECT FROM campanello.outbox WHERE outbox.message_id = d.id) AS is_in_outbox
            FROM campanello.deliveries AS d \(DeliveryLine.address)
            LEFT JOIN campanello.notifications AS n ON n.id = d.id
            LEFT JOIN campanello.direct_messages AS m ON m.id = d.id
            WHERE d.id = $1
            """, [.uuid(id)])
        guard let row = rows.first else { return nil }
        return DeliveryHistory(
            line: try DeliveryLine(row: row), kind: try row.decodeIfPresent("kind"),
            expiresAt: try row.decodeIfPresent("expires_at"), total: try row.decodeIfPresent("total"),
            matchedAt: try row.decodeIfPresent("matched_at"), isInOutbox: try row.decode("is_in_outbox"),
            attempts: try await attempts(of: id, on: executor))
    }

    private static func attempts(
        of id: UUID, on executor: any PostgresExecutor
    ) async throws(PostgresError) -> [Attempt] {
        let rows = try await executor.query(
            """
            SELECT attempt, provider, number, status, started_at, finished_at, error_class, error_code
            FROM campanello.delivery_attempts WHERE delivery_id = $1 ORDER BY attempt
            """, [.uuid(id)])
        var attempts: [Attempt] = []
        for row in rows {
            attempts.append(
                Attempt(
                    attempt: try row.decode("attempt"), provider: try row.decodeIfPresent("provider"),
                    number: try row.decodeIfPresent("number"), status: try row.decode("status"),
                    startedAt: try row.decode("started_at"), finishedAt: try row.decodeIfPresent("finished_at"),
                    errorClass: try row.decodeIfPresent("error_class"),
                    errorCode: try row.decodeIfPresent("error_code")))
        }
        return attempts
    }
}
