import Contracts
import Foundation
import Listings
import Persistence
import Postgres
import TestSupport
import Testing

@testable import Matcher

@Suite("Price drops", .enabled(if: TestEnvironment.hasDatabase))
struct PriceDropTests {
    /// A person who has heard of listing 1 at 1000.
    private func heard(_ world: World) async throws -> Int64 {
        let anna = try await world.person("anna")
        _ = try await world.filter(anna)
        try await world.ingest([World.listing(1)])
        try await world.match()
        try await world.speak()
        try await world.accept()
        // Long enough ago for the next message.
        try await world.pool.execute(
            """
            UPDATE campanello.deliveries SET accepted_at = now() - interval '2 hours'
            """)
        return anna
    }

    private func change(_ world: World, to price: Double) async throws {
        try await world.ingest([World.listing(1, price: price)])
        try await world.match()
        try await world.passTime()
        try await world.speak()
    }

    private func kinds(_ world: World) async throws -> [String] {
        try await world.messages().map { message in
            let prices = message.listings.map { "\($0.previousPrice.map { Int($0) } ?? 0)>\(Int($0.facts.price ?? 0))" }
            return "\(message.kind.rawValue) \(prices.joined(separator: ","))"
        }
    }

    @Test(
        "a drop beyond the threshold speaks again with the price that was heard; one of exactly five percent does not")
    func threshold() async throws {
        try await withWorld { world in
            _ = try await heard(world)
            try await change(world, to: 950)
            #expect(try await kinds(world) == ["new_listings 0>1000"])
            try await change(world, to: 949)
            #expect(try await kinds(world) == ["new_listings 0>1000", "price_drop 1000>949"])
            #expect(try await world.count("entries WHERE episode = 1") == 1)
        }
    }

    @Test("drops add up, each episode is said once, and a price that rose and fell back is no news")
    func episodes() async throws {
        try await withWorld { world in
            _ = try await heard(world)
            try await change(world, to: 970)
            try await change(world, to: 940)
            #expect(try await kinds(world).last == "price_drop 1000>940")
            try await world.accept(ago: 7200)
            try await change(world, to: 1300)
            try await change(world, to: 945)
            #expect(try await kinds(world).count == 2)
            try await change(world, to: 850)
            #expect(try await kinds(world).last == "price_drop 940>850")
            #expect(try await kinds(world).count == 3)
        }
    }

    @Test("a first alert still pending just takes the new price, and the drop is not said besides")
    func pendingFirst() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            _ = try await world.filter(anna)
            try await world.ingest([World.listing(1)])
            try await world.match()
            try await change(world, to: 800)
            #expect(try await kinds(world) == ["new_listings 0>800"])
            try await world.accept(ago: 7200)
            try await world.passTime()
            try await world.speak()
            #expect(try await kinds(world).count == 1)
            #expect(try await world.count("pending_filters") == 0)
        }
    }

    @Test("while the earlier message is on its way the drop waits; freed with it, it is a first alert at the new price")
    func unsettled() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            let filter = try await world.filter(anna)
            try await world.ingest([World.listing(1)])
            try await world.match()
            try await world.speak()
            try await change(world, to: 800)
            #expect(try await kinds(world) == ["new_listings 0>1000"])
            #expect(try await world.count("pending_filters") == 1)
            // The first is skipped before any attempt: its entries go, what they held is pending again.
            try await world.pool.execute(
                "UPDATE campanello.deliveries SET status = 'skipped', finished_at = now()")
            try await world.pool.execute("DELETE FROM campanello.entries")
            try await world.pool.execute(
                "UPDATE campanello.pending_filters SET first_pending_at = now() - interval '1 hour' WHERE filter_id = $1",
                [.int(filter.id)])
            try await world.passTime()
            try await world.speak()
            #expect(try await kinds(world) == ["new_listings 0>1000", "new_listings 0>800"])
        }
    }

    @Test("only those who heard the old price hear of the drop; whom it makes fit hears of a new listing")
    func hearers() async throws {
        try await withWorld { world in
            _ = try await heard(world)
            let berta = try await world.person("berta")
            let carla = try await world.person("carla")
            // Berta's filter knew the listing, and she was told nothing; it is beyond Carla's budget.
            _ = try await world.filter(berta)
            _ = try await world.filter(carla, maxPrice: 850)
            try await change(world, to: 800)
            #expect(try await world.told(berta) == [])
            #expect(try await world.told(carla).map(\.listings) == [[1]])
            #expect(
                try await kinds(world).sorted() == ["new_listings 0>1000", "new_listings 0>800", "price_drop 1000>800"])
        }
    }

    @Test("a drop that a portal tells in silence is not said; the next one counts from what was heard")
    func silent() async throws {
        try await withWorld { world in
            _ = try await heard(world)
            try await world.ingest([World.listing(1, price: 900)], announces: false)
            try await world.match()
            #expect(try await world.count("home_episodes") == 0)
            try await change(world, to: 890)
            #expect(try await kinds(world).last == "price_drop 1000>890")
        }
    }

    @Test("a portal that follows another's drop says nothing new")
    func followingPortal() async throws {
        try await withWorld { world in
            func flat(_ source: String, _ price: Double) -> Listing {
                var listing = World.listing(1, price: price)
                (listing.source, listing.address, listing.floor) = (source, "Via Appia Nuova, 120", "3")
                return listing
            }
            func listed(_ listing: Listing) async throws {
                try await world.ingest([listing])
                try await world.matcher().match([1, 2])
                try await world.passTime()
                try await world.speak()
                try await world.accept(ago: 7200)
            }
            let anna = try await world.person("anna")
            _ = try await world.filter(anna)
            try await listed(flat("idealista", 1000))
            try await listed(flat("immobiliare", 1000))
            try await listed(flat("idealista", 900))
            try await listed(flat("immobiliare", 900))
            #expect(try await kinds(world) == ["new_listings 0>1000", "price_drop 1000>900"])
            #expect(try await world.count("home_episodes") == 1)
        }
    }
}
