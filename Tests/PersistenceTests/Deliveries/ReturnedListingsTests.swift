import Notifications
import Persistence
import Postgres
@testable import TestSupport
import Testing

@Suite("Listings that a skipped notification gives back", .enabled(if: TestEnvironment.hasDatabase))
struct ReturnedListingsTests {
    @Test("are pending for every filter that found them, at once for those that the reason does not concern")
    func everyFinder() async throws {
        try await withMigratedDatabase(size: 8) { pool in
            let world = PostgresDeliveryWorld(pool: pool)
            let seeded = try await world.make(DeliverySeed())
            let filter = try #require(seeded.filterID)
            let other = try await Self.anotherFinder(of: seeded, in: pool)
            let claim = try await DeliveryStoreConformance.claimed(seeded, in: world)
            try await world.apply(.pauseFilter, to: seeded)
            try await DeliveryStoreConformance.record(
                .skipped(.filterPaused, nil), claim, of: seeded, withRequest: false, in: world)
            let pending = try await pool.query(
                "SELECT filter_id, due_at <= now() AS is_due FROM campanello.pending_filters ORDER BY filter_id", [])
            #expect(try pending.map { try $0.decode("filter_id", as: Int64.self) } == [filter, other])
            #expect(try pending.map { try $0.decode("is_due", as: Bool.self) } == [false, true])
        }
    }

    @Test("are freed for the other filters when the filter that spoke is deleted")
    func deletedFilter() async throws {
        try await withMigratedDatabase(size: 8) { pool in
            let world = PostgresDeliveryWorld(pool: pool)
            let seeded = try await world.make(DeliverySeed())
            let other = try await Self.anotherFinder(of: seeded, in: pool)
            let claim = try await DeliveryStoreConformance.claimed(seeded, in: world)
            try await world.apply(.deleteFilter, to: seeded)
            let state = try await DeliveryStoreConformance.record(
                .skipped(.filterDeleted, nil), claim, of: seeded, withRequest: false, in: world)
            #expect(state.entry == nil)
            let pending = try await pool.query("SELECT filter_id FROM campanello.pending_filters", [])
            #expect(try pending.map { try $0.decode("filter_id", as: Int64.self) } == [other])
        }
    }

    /// A second filter of the person that found the notification's listing as well.
    private static func anotherFinder(of seeded: SeededDelivery, in pool: PostgresPool) async throws -> Int64 {
        let rows = try await pool.query(
            "INSERT INTO campanello.filters (user_id, name) VALUES ($1, 'Centro') RETURNING id", [.int(seeded.userID)])
        let row = try #require(rows.first)
        let other: Int64 = try row.decode("id")
        try await pool.execute(
            """
            INSERT INTO campanello.notification_listings (notification_id, position, listing_id, home_id, filter_ids)
            VALUES ($1, 1, $2, $2, ARRAY[$3::bigint, $4::bigint])
            """,
            [.uuid(seeded.id), PostgresValue(seeded.listingID), PostgresValue(seeded.filterID), .int(other)])
        return other
    }
}
