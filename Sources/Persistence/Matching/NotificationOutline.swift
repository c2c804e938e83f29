import Contracts
package import Foundation
package import Postgres

/// A notification as it was written: what its message is made of once more.
package struct NotificationOutline: Sendable {
    package let draft: NotificationDraft
    package let total: Int
    package let traceparent: String?
    package let createdAt: Date
    package let expiresAt: Date

    /// The notifications of `ids` with their newest listings, as many as a message carries.
    package static func read(
        _ ids: [UUID], on connection: PostgresConnection
    ) async throws -> [NotificationOutline] {
        guard !ids.isEmpty else { return [] }
        let items = try await items(of: ids, on: connection)
        return try await connection.query(
            """
            SELECT id, user_id, filter_id, filter_name, filter_city, channel, kind, locale, total, traceparent,
                created_at, expires_at
            FROM campanello.notifications WHERE id = ANY($1::uuid[]) ORDER BY id
            """, [.uuidArray(ids)]
        ).map { try NotificationOutline(row: $0, items: items) }
    }

    private init(row: PostgresRow, items: [UUID: [NotificationDraft.Item]]) throws {
        let id: UUID = try row.decode("id")
        draft = NotificationDraft(
            id: id, userID: try row.decode("user_id"),
            filter: NewListingsForFilter.Filter(
                id: try row.decode("filter_id"), name: try row.decode("filter_name"),
                city: try row.decodeIfPresent("filter_city")),
            channel: try row.channel(), kind: .init(rawValue: try row.decode("kind")) ?? .newListings,
            locale: try row.decode("locale"), items: items[id] ?? [])
        total = try row.decode("total")
        traceparent = try row.decodeIfPresent("traceparent")
        createdAt = try row.decode("created_at")
        expiresAt = try row.decode("expires_at")
    }

    private static func items(
        of ids: [UUID], on connection: PostgresConnection
    ) async throws(PostgresError) -> [UUID: [NotificationDraft.Item]] {
        let rows = try await connection.query(
            """
            SELECT notification_id, listing_id, home_id, episode, previous_price, filter_ids
            FROM campanello.notification_listings
            WHERE notification_id = ANY($1::uuid[]) AND position <= $2 ORDER BY notification_id, position
            """, [.uuidArray(ids), .int(Int64(NewListingsForFilter.maximumListings))])
        var items: [UUID: [NotificationDraft.Item]] = [:]
        for row in rows {
            items[try row.decode("notification_id"), default: []].append(
                NotificationDraft.Item(
                    listingID: try row.decode("listing_id"), homeID: try row.decode("home_id"),
                    episode: try row.decode("episode"), previousPrice: try row.decodeIfPresent("previous_price"),
                    filterIDs: try row.decode("filter_ids")))
        }
        return items
    }
}
