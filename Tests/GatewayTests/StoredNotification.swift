import Contracts
import Foundation
import Postgres

/// A notification as the Matcher and a sender leave it, with its listings.
struct StoredNotification: Sendable {
    let id: UUID

    static func insert(
        for person: Person, filter: Int64, listings: [Int64] = [], status: String = "accepted", on pool: PostgresPool
    ) async throws -> StoredNotification {
        let id = UUID.v7()
        _ = try await pool.execute(
            """
            INSERT INTO campanello.notifications
                (id, user_id, filter_id, filter_name, filter_city, channel, kind, locale, total, expires_at)
            VALUES ($1, $2, $3, 'Центр Рима', 'Roma', 'telegram', 'new_listings', 'ru', $4, now() + interval '1 day')
            """, [.uuid(id), .int(person.id), .int(filter), .int(Int64(listings.count))])
        for (index, listing) in listings.enumerated() {
            _ = try await pool.execute(
                """
                INSERT INTO campanello.notification_listings
                    (notification_id, position, listing_id, home_id, filter_ids) VALUES ($1, $2, $3, $3, $4)
                """, [.uuid(id), .int(Int64(index + 1)), .int(listing), .intArray([filter])])
        }
        _ = try await pool.execute(
            """
            INSERT INTO campanello.deliveries (id, user_id, channel, filter_id, status, attempt, accepted_at)
            VALUES ($1, $2, 'telegram', $3, $4, 1, now())
            """, [.uuid(id), .int(person.id), .int(filter), .text(status)])
        return StoredNotification(id: id)
    }
}
