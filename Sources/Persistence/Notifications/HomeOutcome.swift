package import Foundation
import Postgres

/// What became of a listing on one channel of a person's.
package struct HomeOutcome: Sendable, Equatable {
    package let channel: String
    /// `announced`, `reserved` or `pending`.
    package let state: String
    /// The message that tells of it; nil while it is pending.
    package let notificationID: UUID?
    /// Where that message stands, and why.
    package let status: String?
    package let reason: String?
    package let acceptedAt: Date?
    package let deliveredAt: Date?
    package let readAt: Date?
    /// When it is to be spoken of, while it is pending.
    package let dueAt: Date?
}

/// Whether a filter found a listing, and what was said of its home.
package struct ListingOutcome: Sendable, Equatable {
    package let matchedAt: Date?
    /// The person does not want to hear of this home.
    package let isDismissed: Bool
    package let channels: [HomeOutcome]
}

extension NotificationStore {
    /// What became of a listing for a person and one of their filters.
    package func outcome(of listing: ListingRecord, filterID: Int64, userID: Int64) async throws -> ListingOutcome {
        let facts = try await pool.query(
            """
            SELECT (SELECT min(matched_at) FROM campanello.matches WHERE listing_id = $1 AND filter_id = $2)
                    AS matched_at,
                EXISTS (SELECT FROM campanello.dismissed_homes WHERE user_id = $3 AND home_id = $4) AS is_dismissed
            """, [.int(listing.id), .int(filterID), .int(userID), .int(listing.homeID)])
        guard let row = facts.first else { throw MissingRow(table: "matches") }
        let matchedAt: Date? = try row.decodeIfPresent("matched_at")
        let rows = try await pool.query(
            Self.outcomeSQL, [.int(userID), .int(listing.homeID), .int(filterID), .bool(matchedAt != nil)])
        return ListingOutcome(
            matchedAt: matchedAt, isDismissed: try row.decode("is_dismissed"),
            channels: try rows.map(HomeOutcome.init(row:)))
    }

    /// Entries of any filter count: a home is told of once.
    private static let outcomeSQL = """
        SELECT entries.channel, entries.state, entries.notification_id, deliveries.status, deliveries.reason,
            accepted_at, delivered_at, read_at, NULL::timestamptz AS due_at
        FROM campanello.entries LEFT JOIN campanello.deliveries ON deliveries.id = entries.notification_id
        WHERE entries.user_id = $1 AND entries.home_id = $2
        UNION ALL
        SELECT pending.channel, 'pending', NULL, NULL, NULL, NULL, NULL, NULL, pending.due_at
        FROM campanello.pending_filters AS pending WHERE $4 AND pending.filter_id = $3 AND NOT EXISTS (
            SELECT FROM campanello.entries
            WHERE user_id = $1 AND home_id = $2 AND entries.channel = pending.channel)
        ORDER BY 1
        """
}

extension HomeOutcome {
    init(row: PostgresRow) throws(PostgresError) {
        self.init(
            channel: try row.decode("channel"), state: try row.decode("state"),
            notificationID: try row.decodeIfPresent("notification_id"), status: try row.decodeIfPresent("status"),
            reason: try row.decodeIfPresent("reason"), acceptedAt: try row.decodeIfPresent("accepted_at"),
            deliveredAt: try row.decodeIfPresent("delivered_at"), readAt: try row.decodeIfPresent("read_at"),
            dueAt: try row.decodeIfPresent("due_at"))
    }
}
