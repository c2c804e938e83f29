import Contracts
import Foundation
import Listings
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Ingest", .enabled(if: TestEnvironment.hasDatabase))
struct IngestTests {
    @Test("a repeat changes nothing but the time of the last sight")
    func repeating() async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            let rows = (1...50).map { Fixture.row($0) }
            let first = try await store.ingest(rows)
            #expect(first.count(.created) == 50)
            let before = try await contents(pool)
            let again = try await store.ingest(rows.shuffled())
            #expect(again.count(.unchanged) == 50)
            #expect(try await contents(pool) == before)
            #expect(try await pool.count("outbox") == 50)
            #expect(try await pool.count("listing_versions") == 0)
            #expect(try await pool.count("listings WHERE last_seen_at > first_seen_at") == 50)
            #expect(try await pool.count("listings WHERE home_id = id AND announce AND matched_version = 0") == 50)
        }
    }

    @Test("changes make a version, keep the old content, and keep prices where those changed")
    func changing() async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            _ = try await store.ingest([Fixture.row(1), Fixture.row(2), Fixture.row(3)])
            var retitled = Fixture.listing(2)
            retitled.title = "Trilocale"
            let result = try await store.ingest([Fixture.row(1, price: 900), IngestRow(retitled), Fixture.row(3)])
            #expect(result.outcomes == [.updated, .updated, .unchanged])
            _ = try await store.ingest([Fixture.row(1, price: 850.5)])
            let page = try await store.search(ListingSearch())
            let first = try #require(page.listings.first { $0.listing.externalID == "1" })
            #expect(first.version == 3)
            #expect(first.listing == Fixture.listing(1, price: 850.5))
            #expect(
                try await pool.value("SELECT price FROM campanello.listings WHERE id = $1", [.int(first.id)]) == 850.5)
            let prices: [Double]? = try await pool.value(
                "SELECT array_agg(price ORDER BY version) FROM campanello.listing_prices")
            #expect(prices == [1000, 900, 850.5])
            let versions: [String]? = try await pool.value(
                """
                SELECT array_agg(external_id || '/' || v.version ORDER BY 1) FROM campanello.listing_versions AS v
                JOIN campanello.listings ON id = listing_id
                """)
            #expect(versions.map(Set.init) == ["1/1", "1/2", "2/1"])
            let kept: String? = try await pool.value(
                "SELECT content FROM campanello.listing_versions WHERE listing_id = $1 AND version = 2",
                [.int(first.id)])
            #expect(try Listing(json: #require(kept)) == Fixture.listing(1, price: 900))
        }
    }

    @Test("a removal takes a listing out once, and its next sight brings it back as an update")
    func removal() async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            _ = try await store.ingest([Fixture.row(1), Fixture.row(2)])
            let gone = IngestRow(Fixture.listing(1), isRemoved: true)
            let unknown = IngestRow(Fixture.listing(9), isRemoved: true)
            #expect(try await store.ingest([gone, unknown]).outcomes == [.removed, .unchanged])
            #expect(try await store.ingest([gone]).outcomes == [.unchanged])
            #expect(try await store.search(ListingSearch()).listings.map(\.listing.externalID) == ["2"])
            #expect(try await pool.count("listings WHERE source = 'idealista' AND external_id = '9'") == 0)
            #expect(try await store.ingest([Fixture.row(1)]).outcomes == [.updated])
            #expect(try await store.search(ListingSearch()).total == 2)
            let types: [String]? = try await pool.value(
                "SELECT array_agg(routing_key ORDER BY seq) FROM campanello.outbox")
            #expect(types == ["listing.ingested", "listing.ingested", "listing.removed", "listing.updated"])
        }
    }

    @Test("of rows with the same key in one request the last one counts")
    func repeatsInOneRequest() async throws {
        try await withMigratedDatabase { pool async throws in
            let store = ListingStore(pool: pool)
            let rows = [Fixture.row(1, price: 900), Fixture.row(2), Fixture.row(1, price: 800)]
            #expect(try await store.ingest(rows).outcomes == [.unchanged, .created, .created])
            #expect(try await pool.value("SELECT price FROM campanello.listings WHERE external_id = '1'") == 800.0)
            #expect(try await store.ingest(rows).outcomes == [.unchanged, .unchanged, .unchanged])
        }
    }

    @Test("a dry run answers the same and leaves nothing")
    func dryRun() async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            _ = try await store.ingest([Fixture.row(1), Fixture.row(2)])
            let before = try await contents(pool)
            var options = IngestOptions()
            options.isDryRun = true
            let rows = [
                Fixture.row(1, price: 1), Fixture.row(3), IngestRow(Fixture.listing(2), isRemoved: true),
            ]
            #expect(try await store.ingest(rows, options).outcomes == [.updated, .created, .removed])
            #expect(try await contents(pool) == before)
            #expect(try await pool.count("outbox") == 2)
            #expect(try await pool.count("listing_versions") == 0)
        }
    }

    @Test("what is stored in silence or came too late counts as matched; a later change is told")
    func silence() async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            var silent = IngestOptions()
            silent.announces = false
            _ = try await store.ingest([Fixture.row(1)], silent)
            var old = Fixture.listing(2)
            old.publishedAt = Date().addingTimeInterval(-8 * 86_400)
            var young = Fixture.listing(3)
            young.publishedAt = Date().addingTimeInterval(-6 * 86_400)
            _ = try await store.ingest([IngestRow(old), IngestRow(young)])
            #expect(try await states(pool) == ["1: 1 of 1, false", "2: 1 of 1, false", "3: 0 of 1, true"])
            _ = try await store.ingest([Fixture.row(1, price: 800)])
            #expect(try await states(pool)[0] == "1: 1 of 2, true")
            young.price = 700
            _ = try await store.ingest([IngestRow(young)], silent)
            #expect(try await states(pool)[2] == "3: 0 of 2, true", "what waits to be matched is not lost")
            old.price = 600
            _ = try await store.ingest([IngestRow(old)], silent)
            #expect(try await states(pool)[1] == "2: 2 of 2, false")
        }
    }

    @Test("ten thousand rows at once, some of them odd, come back as they were sent")
    func large() async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            var odd = Fixture.listing(1)
            odd.title = #"'; DROP TABLE "x" -- \u0041 {,} NULL 🏠"#
            odd.price = nil
            odd.images = []
            odd.propertyType = nil
            let rows = [IngestRow(odd)] + (2...10_000).map { Fixture.row($0) }
            #expect(try await store.ingest(rows).count(.created) == 10_000)
            #expect(try await store.ingest(rows).count(.unchanged) == 10_000)
            let id: Int64 = try #require(
                try await pool.value("SELECT id FROM campanello.listings WHERE external_id = '1'"))
            #expect(try await store.find(id: id)?.listing == odd)
        }
    }

    /// Everything but the time of the last sight.
    private func contents(_ pool: PostgresPool) async throws -> [String] {
        try await pool.query(
            """
            SELECT (to_jsonb(l) - 'last_seen_at')::text AS row FROM campanello.listings AS l ORDER BY id
            """
        ).map { try $0.decode("row") }
    }

    /// `external_id: matched_version of version, announce`
    private func states(_ pool: PostgresPool) async throws -> [String] {
        try await pool.query(
            """
            SELECT external_id || ': ' || matched_version || ' of ' || version || ', ' || announce AS state
            FROM campanello.listings ORDER BY external_id
            """
        ).map { try $0.decode("state") }
    }
}
