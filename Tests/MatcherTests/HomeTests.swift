import Contracts
import Foundation
import Listings
import Persistence
import Postgres
import TestSupport
import Testing

@testable import Matcher

@Suite("Homes", .enabled(if: TestEnvironment.hasDatabase))
struct HomeTests {
    /// A flat that portals tell alike.
    private func flat(_ id: Int, _ source: String, price: Double = 1000) -> Listing {
        var listing = World.listing(id, price: price)
        (listing.source, listing.address, listing.floor) = (source, "Via Appia Nuova, 120", "3")
        listing.url = "https://\(source).invalid/\(id)"
        return listing
    }

    private func matchAll(_ world: World) async throws {
        let rows = try await world.pool.query("SELECT id FROM campanello.listings")
        try await world.matcher().match(rows.map { try $0.decode("id") })
    }

    @Test("a home on two portals is one item with a link to the other; on each channel it is said once for ever")
    func twoPortals() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna", on: [.telegram, .whatsapp])
            _ = try await world.filter(anna)
            try await world.ingest([flat(1, "idealista"), flat(2, "immobiliare"), World.listing(3)])
            try await matchAll(world)
            try await world.speak()
            for channel in Channel.allCases {
                #expect(try await world.told(anna, on: channel).map(\.total) == [2])
            }
            let listings = try await world.messages().flatMap(\.listings).filter { !$0.alsoAt.isEmpty }
            #expect(listings.count == 2)
            for listing in listings {
                let other = listing.facts.externalID == "1" ? "immobiliare" : "idealista"
                #expect(listing.alsoAt.map(\.source) == [other])
                #expect(listing.alsoAt.allSatisfy { $0.url.hasPrefix("https://\(other).invalid/") })
            }
            try await world.accept(ago: 7200)
            try await world.ingest([flat(9, "casa")])
            try await matchAll(world)
            try await world.passTime()
            try await world.speak()
            #expect(try await world.told(anna).count == 1)
            #expect(try await world.count("pending_filters") == 0)
        }
    }

    @Test("one portal gone, the home is said by the other; both gone, it is not said")
    func oneGone() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            _ = try await world.filter(anna)
            try await world.ingest([flat(1, "idealista"), flat(2, "immobiliare")])
            try await matchAll(world)
            let store = ListingStore(pool: world.pool)
            _ = try await store.remove(source: "immobiliare", externalID: "2")
            try await world.speak()
            #expect(try await world.told(anna).map(\.listings) == [[1]])
            #expect(try await world.messages().first?.listings.first?.alsoAt == [])
        }
    }

    @Test("a dismissed home is spoken of on no channel, by no portal and at no price")
    func dismissed() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna", on: [.telegram, .whatsapp])
            _ = try await world.filter(anna)
            try await world.ingest([flat(1, "idealista"), World.listing(3)])
            let home: Int64? = try await world.pool.query(
                "SELECT home_id FROM campanello.listings WHERE external_id = '1'"
            ).first?.decode("home_id")
            try await world.pool.execute(
                "INSERT INTO campanello.dismissed_homes (user_id, home_id) VALUES ($1, $2)",
                [.int(anna), .int(try #require(home))])
            try await world.ingest([flat(2, "immobiliare")])
            try await world.ingest([flat(1, "idealista", price: 500)])
            try await matchAll(world)
            try await world.speak()
            for channel in Channel.allCases {
                #expect(try await world.told(anna, on: channel).map(\.listings) == [[3]])
            }
        }
    }

    @Test("what a message left out because it was gone is said once it is listed again, and only then")
    func leftOut() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            _ = try await world.filter(anna)
            try await world.ingest([World.listing(1), World.listing(2)])
            try await matchAll(world)
            try await world.speak()
            let ids = try await world.ids()
            let gone = try #require(ids[2])
            _ = try await ListingStore(pool: world.pool).remove(source: "idealista", externalID: "2")
            let told = try #require(try await world.told(anna).first)
            try await LeftOutStore.note(
                [told.id, told.id], [try #require(ids[1]), gone], isGone: [false, true], on: world.pool)
            try await world.accept(ago: 7200)
            #expect(try await free(world) == 0)
            try await world.ingest([World.listing(2)])
            try await matchAll(world)
            #expect(try await free(world) == 1)
            #expect(try await free(world) == 0)
            try await world.speak()
            #expect(try await world.told(anna).map { $0.listings.sorted() } == [[1, 2], [2]])
        }
    }

    @Test("what an attempt in doubt may have shown counts as said")
    func inDoubt() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            _ = try await world.filter(anna)
            try await world.ingest([World.listing(1)])
            try await matchAll(world)
            try await world.speak()
            let told = try #require(try await world.told(anna).first)
            try await world.pool.execute("UPDATE campanello.deliveries SET in_doubt_at = now()")
            try await LeftOutStore.note([told.id], [1], isGone: [true], on: world.pool)
            try await world.accept()
            #expect(try await free(world) == 0)
            #expect(try await world.count("notification_listings WHERE left_out") == 0)
        }
    }

    private func free(_ world: World) async throws -> Int {
        try await LeftOutStore.free(since: world.policy.oldestPending, limit: 100, from: world.pool)
    }

    @Test("a listing that comes back in silence lets what it left pending be said")
    func silentReturn() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            _ = try await world.filter(anna)
            try await world.ingest([World.listing(1)])
            try await matchAll(world)
            _ = try await ListingStore(pool: world.pool).remove(source: "idealista", externalID: "1")
            try await world.speak()
            #expect(try await world.count("pending_filters WHERE due_at = 'infinity'") == 1)
            try await world.ingest([World.listing(1)], announces: false)
            try await world.speak()
            #expect(try await world.told(anna).map(\.listings) == [[1]])
        }
    }
}
