import Contracts
import Foundation
import Listings
import Persistence
import Postgres
import TestSupport
import Testing

@testable import Matcher

@Suite("Looking back", .enabled(if: TestEnvironment.hasDatabase))
struct LookBackTests {
    @Test("a new filter's first message covers the newest thirty, and older ones count as known")
    func newest() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            try await world.ingest((1...45).map { World.listing($0) } + [World.listing(99, city: "Milano")])
            try await world.match()
            try await world.pool.execute(
                "UPDATE campanello.listings SET first_seen_at = now() - (100 - external_id::int) * interval '1 hour'")
            _ = try await world.filter(anna, looksBack: true)
            try await world.lookBack()
            try await world.speak()
            let told = try await world.told(anna)
            #expect(told.map(\.total) == [30])
            #expect(told.first?.listings == Array((16...45).reversed()))
            #expect(try await world.count("look_backs") == 0)
            let message = try #require(try await world.messages().first)
            #expect(message.total == 30)
            #expect(message.listings.map(\.facts.externalID) == (36...45).reversed().map(String.init))
        }
    }

    @Test("silent and removed listings: the one may be looked back on, the other not")
    func silentAndGone() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            try await world.ingest([World.listing(1), World.listing(2)], announces: false)
            _ = try await ListingStore(pool: world.pool).remove(source: "idealista", externalID: "2")
            _ = try await world.filter(anna, looksBack: true)
            try await world.lookBack()
            try await world.speak()
            #expect(try await world.told(anna).map(\.listings) == [[1]])
        }
    }

    @Test("a resumed filter looks back over the pause only: at what came, and at what became fitting")
    func pause() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            let store = FilterStore(pool: world.pool)
            try await world.ingest([World.listing(1), World.listing(2, price: 2000), World.listing(3)])
            try await world.match()
            let filter = try await world.filter(anna)
            _ = try await store.pause(id: filter.id, userID: anna)
            try await world.ingest([World.listing(2, price: 1400), World.listing(3, price: 900), World.listing(4)])
            try await world.match()
            #expect(try await world.matches() == [])
            _ = try await store.resume(id: filter.id, userID: anna)
            try await world.lookBack()
            try await world.speak()
            #expect(try await world.told(anna).map { $0.listings.sorted() } == [[2, 4]])
        }
    }

    @Test("a paused filter's request waits for it")
    func pausedRequest() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            try await world.ingest([World.listing(1)])
            try await world.match()
            let filter = try await world.filter(anna, looksBack: true) { $0.isActive = false }
            try await world.lookBack()
            #expect(try await world.count("look_backs") == 1)
            _ = try await FilterStore(pool: world.pool).resume(id: filter.id, userID: anna)
            try await world.lookBack()
            #expect(try await world.matches() == ["\(filter.id)/1"])
        }
    }

    @Test("edited conditions: what no longer fits is not said, what newly fits is, what was said is not said again")
    func edited() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            let store = FilterStore(pool: world.pool)
            let filter = try await world.filter(anna, maxPrice: 1500)
            try await world.ingest([World.listing(1, price: 600)])
            try await world.match()
            try await world.speak()
            try await world.accept(ago: 3600)
            try await world.ingest([World.listing(2, price: 1400), World.listing(3, city: "Milano", price: 500)])
            try await world.match()
            _ = try await store.update(id: filter.id, userID: anna) {
                $0.conditions = FilterConditions(cities: ["Roma", "Milano"], maxPrice: 700)
            }
            try await world.lookBack()
            try await world.passTime()
            try await world.speak()
            #expect(try await world.told(anna).map(\.listings) == [[1], [3]])
        }
    }

    @Test("prices in another currency are not stated, for the search as for the rule")
    func currency() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            var listing = World.listing(1, price: 9000)
            listing.priceCurrency = "CHF"
            try await world.ingest([listing, World.listing(2, price: 9000), World.listing(3, price: nil)])
            try await world.match()
            _ = try await world.filter(anna, looksBack: true)
            try await world.lookBack()
            try await world.speak()
            #expect(try await world.told(anna).map { $0.listings.sorted() } == [[1, 3]])
        }
    }

    @Test("pages do not lose or repeat what was first seen at one instant")
    func pages() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            // Every listing of one ingest is first seen at the same time; only the oldest of them fit.
            try await world.ingest((1...1200).map { World.listing($0, price: $0 <= 20 ? 1000 : 1400) })
            let filter = try await world.filter(anna, looksBack: true) {
                $0.conditions.includeWords = ["bilocale"]
                $0.conditions.maxPricePerM2 = 20
            }
            try await world.lookBack()
            #expect(try await world.matches() == (1...20).map { "\(filter.id)/\($0)" })
        }
    }
}
