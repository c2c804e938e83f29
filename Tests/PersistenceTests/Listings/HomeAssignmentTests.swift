import Foundation
import Listings
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Homes of new listings", .enabled(if: TestEnvironment.hasDatabase))
struct HomeAssignmentTests {
    private static func flat(_ id: Int, _ source: String, _ change: (inout Listing) -> Void = { _ in }) -> IngestRow {
        var listing = Fixture.listing(id)
        listing.source = source
        (listing.floor, listing.images) = ("\(id % 7)", [])
        change(&listing)
        return IngestRow(listing)
    }

    /// `source/external_id` of the listings of each home, homes with several listings alone.
    private func merged(_ pool: PostgresPool) async throws -> [String] {
        try await pool.query(
            """
            SELECT string_agg(source || '/' || external_id, ' ' ORDER BY source) AS members
            FROM campanello.listings GROUP BY home_id HAVING count(*) > 1 ORDER BY 1
            """
        ).map { try $0.decode("members") }
    }

    @Test("a listing joins the home that another portal lists, whether both come together or one by one")
    func joins() async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            _ = try await store.ingest([Self.flat(1, "idealista"), Self.flat(2, "idealista"), Self.flat(2, "casa")])
            _ = try await store.ingest([Self.flat(1, "casa"), Self.flat(3, "casa")])
            _ = try await store.ingest([Self.flat(1, "subito"), Self.flat(1, "immobiliare") { $0.floor = "6" }])
            #expect(
                try await merged(pool) == ["casa/1 idealista/1 subito/1", "casa/2 idealista/2"])
            let homes = try await pool.count("listings AS home JOIN campanello.listings AS l ON home.id = l.home_id")
            #expect(homes == 7)
        }
    }

    @Test("a portal's second listing is a second home, and its twin elsewhere joins the one that is left")
    func oneOfEachPortal() async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            func twin(_ source: String, _ number: Int) -> IngestRow {
                Self.flat(1, source) { $0.externalID = "\(number)" }
            }
            _ = try await store.ingest([twin("idealista", 1), twin("idealista", 2)])
            _ = try await store.ingest([twin("casa", 1)])
            _ = try await store.ingest([twin("casa", 2)])
            _ = try await store.ingest([twin("casa", 3)])
            #expect(try await merged(pool) == ["casa/1 idealista/1", "casa/2 idealista/2"])
        }
    }

    @Test("a flat that moved from one portal to another is the same home for a month")
    func moved() async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            _ = try await store.ingest([Self.flat(1, "idealista"), Self.flat(2, "idealista")])
            _ = try await store.remove(source: "idealista", externalID: "1")
            _ = try await store.remove(source: "idealista", externalID: "2")
            try await pool.execute(
                "UPDATE campanello.listings SET removed_at = now() - interval '31 days' WHERE external_id = '2'")
            _ = try await store.ingest([Self.flat(1, "casa"), Self.flat(2, "casa")])
            #expect(try await merged(pool) == ["casa/1 idealista/1"])
        }
    }

    @Test("two replicas that take in both portals' listings at once make one home of each pair")
    func concurrent() async throws {
        try await withMigratedDatabase(size: 8) { pool in
            let count = 120
            try await withThrowingTaskGroup(of: Void.self) { group in
                for source in ["idealista", "casa", "subito", "immobiliare"] {
                    group.addTask {
                        for start in stride(from: 1, through: count, by: 20) {
                            let rows = (start..<start + 20).map { Self.flat($0, source) }
                            _ = try await ListingStore(pool: pool).ingest(rows.shuffled())
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await merged(pool).count == count)
            let homes: Int? = try await pool.value("SELECT count(DISTINCT home_id) FROM campanello.listings")
            #expect(homes == count)
        }
    }

    @Test("a dry run joins nothing")
    func dryRun() async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            _ = try await store.ingest([Self.flat(1, "idealista")])
            var options = IngestOptions()
            options.isDryRun = true
            _ = try await store.ingest([Self.flat(1, "casa")], options)
            #expect(try await pool.count("listings") == 1)
        }
    }
}
