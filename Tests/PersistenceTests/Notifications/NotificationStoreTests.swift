import Contracts
import Foundation
import Listings
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("History", .enabled(if: TestEnvironment.hasDatabase))
struct NotificationStoreTests {
    /// A notification of the listings of these ids, with an accepted delivery of two attempts.
    private func notify(_ userID: Int64, _ listings: [Int64], on pool: PostgresPool) async throws -> UUID {
        let id = UUID.v7()
        try await pool.transaction { connection in
            try await connection.execute(
                """
                INSERT INTO campanello.notifications (id, user_id, filter_id, filter_name, filter_city, channel, kind,
                    locale, total, expires_at)
                VALUES ($1, $2, 7, 'Roma', 'Roma', 'whatsapp', 'new_listings', 'ru', $3, now() + interval '1 day')
                """, [.uuid(id), .int(userID), .int(Int64(listings.count))])
            try await connection.execute(
                """
                INSERT INTO campanello.notification_listings (notification_id, position, listing_id, home_id, filter_ids)
                SELECT $1, position, listing_id, listing_id, '{7}'
                FROM unnest($2::bigint[]) WITH ORDINALITY AS told (listing_id, position)
                """, [.uuid(id), .intArray(listings)])
            try await connection.execute(
                """
                INSERT INTO campanello.deliveries (id, user_id, channel, filter_id, status, attempt, accepted_at)
                VALUES ($1, $2, 'whatsapp', 7, 'accepted', 2, now())
                """, [.uuid(id), .int(userID)])
            try await connection.execute(
                """
                INSERT INTO campanello.delivery_attempts (delivery_id, attempt, provider, status, started_at, error_class)
                VALUES ($1, 2, 'twilio', 'accepted', now(), NULL), ($1, 1, 'twilio', 'failed', now(), 'transient')
                """, [.uuid(id)])
        }
        return id
    }

    @Test("a person's history has their own notifications, the newest first, with each one's result")
    func list() async throws {
        try await withMigratedDatabase { pool in
            let store = NotificationStore(pool: pool)
            let anna = try await Fixture.user(on: pool, "anna").id
            let bruno = try await Fixture.user(on: pool, "bruno").id
            let empty = try await store.list(userID: anna)
            #expect(empty.total == 0 && empty.notifications.isEmpty)
            let first = try await notify(anna, [3, 1, 2], on: pool)
            let second = try await notify(anna, [5], on: pool)
            _ = try await notify(bruno, [5], on: pool)
            let page = try await store.list(userID: anna)
            #expect(page.total == 2)
            #expect(page.notifications.map(\.id) == [second, first])
            #expect(page.notifications[1].listingIDs == [3, 1, 2])
            #expect(page.notifications[1].delivery.status == .accepted)
            #expect(page.notifications[1].delivery.isAccepted)
            #expect(try await store.list(userID: anna, skip: 1, limit: 1).notifications.map(\.id) == [first])
            let beyond = try await store.list(userID: anna, skip: 9)
            #expect(beyond.total == 2 && beyond.notifications.isEmpty)
        }
    }

    @Test("one notification shows when its listings were found and every attempt, to its person alone")
    func detail() async throws {
        try await withMigratedDatabase { pool in
            let store = NotificationStore(pool: pool)
            let anna = try await Fixture.user(on: pool, "anna").id
            try await pool.execute(
                """
                INSERT INTO campanello.matches (matched_at, filter_id, user_id, listing_id, home_id, listing_version)
                VALUES (now() - interval '1 minute', 7, $1, 1, 1, 1), (now() - interval '1 hour', 7, $1, 2, 2, 1)
                """, [.int(anna)])
            let id = try await notify(anna, [1], on: pool)
            let detail = try #require(try await store.find(id: id, userID: anna))
            let matchedAt = try #require(detail.matchedAt)
            #expect(abs(matchedAt.timeIntervalSinceNow + 60) < 30)
            #expect(detail.attempts.map(\.attempt) == [1, 2])
            #expect(detail.attempts[0].errorClass == "transient")
            #expect(try await store.find(id: id, userID: anna + 1) == nil)
            #expect(try await store.find(id: id)?.userID == anna)
            #expect(try await store.find(id: .v7()) == nil)
        }
    }

    @Test("the listings behind a notification are shown as they are now, gone ones marked")
    func listings() async throws {
        try await withMigratedDatabase { pool in
            let anna = try await Fixture.user(on: pool).id
            let listings = ListingStore(pool: pool)
            _ = try await listings.ingest([Fixture.row(1), Fixture.row(2), Fixture.row(3)])
            let ids = try await pool.query("SELECT id FROM campanello.listings ORDER BY external_id DESC")
                .map { try $0.decode("id", as: Int64.self) }
            let id = try await notify(anna, ids, on: pool)
            _ = try await listings.ingest([Fixture.row(2, price: 777)])
            _ = try await listings.remove(source: "idealista", externalID: "1")
            let told = try await listings.find(notificationID: id)
            #expect(told.map(\.listing.externalID) == ["3", "2", "1"])
            #expect(told.map(\.listing.price) == [1000, 777, 1000])
            #expect(told.map(\.isRemoved) == [false, false, true])
        }
    }
}
