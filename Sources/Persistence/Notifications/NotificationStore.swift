package import Foundation
package import Postgres

/// What people were told: read here, written by the Matcher and the senders.
package struct NotificationStore: Sendable {
    let pool: PostgresPool

    package init(pool: PostgresPool) {
        self.pool = pool
    }

    /// A person's history, the newest first.
    package func list(userID: Int64, skip: Int = 0, limit: Int = 50) async throws -> NotificationPage {
        let rows = try await pool.query(
            """
            SELECT \(NotificationRecord.columns), total_count FROM (
                SELECT count(*) AS total_count FROM campanello.notifications WHERE user_id = $1
            ) AS counted LEFT JOIN LATERAL (
                SELECT * FROM campanello.notifications WHERE user_id = $1
                ORDER BY created_at DESC, id DESC OFFSET $2 LIMIT $3
            ) AS n ON true LEFT JOIN campanello.deliveries AS d ON d.id = n.id
            ORDER BY n.created_at DESC, n.id DESC
            """, [.int(userID), .int(Int64(skip)), .int(Int64(limit))])
        let found = try rows.filter { try $0.decodeIfPresent("id", as: UUID.self) != nil }
        return NotificationPage(
            total: try rows.first?.decode("total_count") ?? 0,
            notifications: try found.map(NotificationRecord.init(row:)))
    }

    /// One notification of a person, with its timeline; nil when there is none of this id, or it is somebody else's.
    package func find(id: UUID, userID: Int64) async throws -> NotificationDetail? {
        let rows = try await pool.query(
            """
            SELECT \(NotificationRecord.columns), (
                SELECT min(matched_at) FROM campanello.matches AS m
                WHERE m.filter_id = n.filter_id AND m.matched_at <= n.created_at
                    AND m.matched_at > n.created_at - interval '30 days'
                    AND m.listing_id IN (SELECT listing_id FROM campanello.notification_listings
                        WHERE notification_id = n.id)
            ) AS first_matched_at
            FROM campanello.notifications AS n LEFT JOIN campanello.deliveries AS d ON d.id = n.id
            WHERE n.id = $1 AND n.user_id = $2
            """, [.uuid(id), .int(userID)])
        guard let row = rows.first else { return nil }
        return NotificationDetail(
            notification: try NotificationRecord(row: row),
            matchedAt: try row.decodeIfPresent("first_matched_at"), attempts: try await attempts(of: id))
    }

    /// Whose notification this is, when it was made and when it lost its meaning; nil when there is none.
    package func find(id: UUID) async throws -> NotificationRecord? {
        try await pool.query(
            """
            SELECT \(NotificationRecord.columns) FROM campanello.notifications AS n
            LEFT JOIN campanello.deliveries AS d ON d.id = n.id WHERE n.id = $1
            """, [.uuid(id)]
        ).first.map(NotificationRecord.init(row:))
    }

    private func attempts(of id: UUID) async throws -> [DeliveryAttemptRecord] {
        try await pool.query(
            """
            SELECT attempt, provider, status, started_at, finished_at, error_class, error_code
            FROM campanello.delivery_attempts WHERE delivery_id = $1 ORDER BY attempt
            """, [.uuid(id)]
        ).map(DeliveryAttemptRecord.init(row:))
    }
}
