import Contracts
import Foundation
import Postgres

extension NotificationRecord {
    /// For `notifications AS n LEFT JOIN deliveries AS d`.
    static let columns = """
        n.id, n.user_id, n.filter_id, n.filter_name, n.filter_city, n.channel, n.kind, n.total, n.created_at,
        n.expires_at, coalesce(d.status, 'pending') AS status, coalesce(d.attempt, 0) AS attempt,
        coalesce(d.due_at, n.created_at) AS due_at, d.reason, d.error_class, d.error_code, d.provider,
        d.first_attempt_at, d.accepted_at, d.delivered_at, d.read_at, d.finished_at, d.in_doubt_at,
        coalesce(d.is_held, false) AS is_held, ARRAY(
            SELECT listing_id FROM campanello.notification_listings
            WHERE notification_id = n.id ORDER BY position
        ) AS listing_ids
        """

    init(row: PostgresRow) throws {
        guard let channel = Channel(rawValue: try row.decode("channel", as: String.self)) else {
            throw MissingRow(table: "notifications")
        }
        self.init(
            id: try row.decode("id"), userID: try row.decode("user_id"), filterID: try row.decode("filter_id"),
            filterName: try row.decode("filter_name"), filterCity: try row.decodeIfPresent("filter_city"),
            channel: channel, kind: try row.decode("kind"), total: try row.decode("total"),
            listingIDs: try row.decode("listing_ids"), createdAt: try row.decode("created_at"),
            expiresAt: try row.decode("expires_at"), delivery: try DeliveryResult(row: row))
    }
}

extension DeliveryResult {
    init(row: PostgresRow) throws {
        guard let status = DeliveryStatus(rawValue: try row.decode("status", as: String.self)) else {
            throw MissingRow(table: "deliveries")
        }
        self.init(
            status: status, attempt: try row.decode("attempt"), dueAt: try row.decode("due_at"),
            reason: try row.decodeIfPresent("reason"), errorClass: try row.decodeIfPresent("error_class"),
            errorCode: try row.decodeIfPresent("error_code"), provider: try row.decodeIfPresent("provider"),
            firstAttemptAt: try row.decodeIfPresent("first_attempt_at"),
            acceptedAt: try row.decodeIfPresent("accepted_at"), deliveredAt: try row.decodeIfPresent("delivered_at"),
            readAt: try row.decodeIfPresent("read_at"), finishedAt: try row.decodeIfPresent("finished_at"),
            inDoubtAt: try row.decodeIfPresent("in_doubt_at"), isHeld: try row.decode("is_held"))
    }
}

extension DeliveryAttemptRecord {
    init(row: PostgresRow) throws {
        self.init(
            attempt: try row.decode("attempt"), provider: try row.decodeIfPresent("provider"),
            status: try row.decode("status"), startedAt: try row.decode("started_at"),
            finishedAt: try row.decodeIfPresent("finished_at"), errorClass: try row.decodeIfPresent("error_class"),
            errorCode: try row.decodeIfPresent("error_code"))
    }
}
