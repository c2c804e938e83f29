import Foundation
import Listings
import Testing

@Suite struct FilterIndexTests {
    @Test(
        "the index finds exactly what the plain definition says, through inserts, changes, removals and rebuilds",
        arguments: 0..<3)
    func equalsTheRule(seed: UInt64) async {
        var random = SplitMix(state: seed)
        var world = IndexWorld()
        for step in 0..<1500 {
            // Other tests have the same few threads, and some of them have time limits.
            if step.isMultiple(of: 30) { await Task.yield() }
            world.change(&random, ids: 1...600)
            if step.isMultiple(of: 200) { world.index.settle() }
            if step.isMultiple(of: 30) { world.check(RandomMatching.listing(&random)) }
        }
        world.index.settle()
        for _ in 0..<20 { world.check(RandomMatching.listing(&random)) }
        #expect(world.index.count == world.plain.count)
        #expect(world.found > 1000, "the world is too large to test anything")
    }

    @Test("what changes while a partition is built anew is as it was changed", arguments: 0..<3)
    func changesDuringARebuild(seed: UInt64) async {
        var random = SplitMix(state: seed)
        var world = IndexWorld()
        for _ in 0..<6 {
            for _ in 0..<300 { world.change(&random, ids: 1...600) }
            for _ in 0..<10 {
                await Task.yield()
                guard let rebuild = world.index.nextRebuild() else { break }
                for _ in 0..<30 { world.change(&random, ids: 1...600) }
                let rebuilt = rebuild.run()
                for _ in 0..<30 { world.change(&random, ids: 1...600) }
                world.index.install(rebuilt)
                world.check(RandomMatching.listing(&random))
            }
        }
        for _ in 0..<20 { world.check(RandomMatching.listing(&random)) }
        #expect(world.found > 1000)
    }

    @Test("many that go leave few, which stand loose again, and can all go")
    func shrinks() {
        var random = SplitMix(state: 7)
        var world = IndexWorld()
        for id in 1...300 { world.insert(Int64(id), FilterConditions(cities: ["Roma"], maxPrice: 700)) }
        world.index.settle()
        for id in 1...280 { world.remove(Int64(id)) }
        world.check(Samples.with(\.price, 600))
        world.index.settle()
        world.check(Samples.with(\.price, 600))
        #expect(world.found == 40)
        for _ in 0..<50 { world.change(&random, ids: 270...300) }
        world.check(RandomMatching.listing(&random))
        for id in 1...300 { world.remove(Int64(id)) }
        world.index.settle()
        #expect(world.index.count == 0)
        #expect(world.index.matches(Samples.listing).isEmpty)
    }

    @Test("ids may lie as far apart as they can")
    func farIDs() {
        var world = IndexWorld()
        for number in 0..<300 {
            let id = Int64(number) * (Int64.max / 300) - (number.isMultiple(of: 2) ? 0 : Int64.max / 2)
            world.insert(id, FilterConditions(cities: ["Roma"], maxPrice: Double(1400 + number)))
        }
        for id in 1...200 { world.insert(Int64(id), FilterConditions(cities: ["Roma"], minPrice: Double(id))) }
        world.index.settle()
        world.check(Samples.listing)
        #expect(world.found > 300)
        #expect(world.index.nextRebuild() == nil)
    }

    @Test("listings and bounds at the edge of what numbers can say")
    func oddNumbers() {
        var world = IndexWorld()
        let numbers: [Double?] = [
            nil, -1, -0.5, 0, 0.5, 1, 9, 10, 11, 65_532, 65_533, 65_534, 65_535, 70_000.5, 1e12, .infinity, -.infinity,
            .nan,
        ]
        var id: Int64 = 0
        for lower in numbers {
            for upper in numbers {
                id += 1
                world.insert(id, FilterConditions(minPrice: lower, maxPrice: upper))
                id += 1
                world.insert(id, FilterConditions(minArea: lower, maxArea: upper))
                let rooms = [lower, upper].map { $0.flatMap(Int.init(exactly:)) }
                world.insert(id + 10_000, FilterConditions(minRooms: rooms[0], maxRooms: rooms[1]))
            }
        }
        for settles in [false, true] {
            if settles { world.index.settle() }
            for number in numbers {
                world.check(Samples.with(\.price, number))
                world.check(Samples.with(\.area, number))
                world.check(Samples.with(\.rooms, number.flatMap(Int.init(exactly:))))
            }
        }
        #expect(world.found > 5000)
    }

    @Test(
        "circles are decided as the rule decides, to the last metre of their edge and beyond the poles",
        arguments: 0..<3)
    func circles(seed: UInt64) {
        var random = SplitMix(state: seed)
        var world = IndexWorld()
        var listings: [Listing] = []
        for id in 1...600 {
            let (latitude, longitude) = (
                Double.random(in: 41...43, using: &random), Double.random(in: 11...14, using: &random)
            )
            var circle = FilterConditions(latitude: latitude, longitude: longitude)
            circle.radiusKm = [0.05, 1, 2, 5, 10, 60, 190, 450].randomElement(using: &random)
            if id.isMultiple(of: 3) { circle.cities = ["Roma"] }
            if id.isMultiple(of: 50) { circle.latitude = [-89.9, 84, 81, 0].randomElement(using: &random) }
            if id.isMultiple(of: 70) { circle.longitude = [-180, 179.99, 180].randomElement(using: &random) }
            world.insert(Int64(id), circle)
            // On the edge, as exactly as doubles can say, and a hand's breadth to either side.
            guard id.isMultiple(of: 10), let radius = circle.radiusKm else { continue }
            for nudge in [-0.000_1, 0, 0.000_1] {
                var listing = Samples.listing
                listing.latitude = latitude + (radius + nudge) / (GeoDistance.earthRadius * .pi / 180)
                listing.longitude = longitude
                listings.append(listing)
            }
        }
        world.index.settle()
        for spot in [(0, 0), (90, 0), (-90, 180), (84, 13), (42, -180), (42, 180), (45.5, 9.2)] as [(Double, Double)] {
            listings.append(Samples.listing)
            listings[listings.count - 1].latitude = spot.0
            listings[listings.count - 1].longitude = spot.1
        }
        listings.append(Samples.bare)
        for listing in listings { world.check(listing) }
        #expect(world.found > 1000)
    }

    @Test("tags come back with their ids")
    func tags() {
        var index = FilterIndex()
        for id in 1...3000 {
            index.insert(Int64(id), FilterConditions(cities: ["Roma"], minPrice: Double(id)), tag: UInt64(id) << 40)
        }
        index.settle()
        for id in 1...20 { index.insert(Int64(id), FilterConditions(), tag: UInt64(id) << 40) }
        var found = FoundFilters(wantsTags: true)
        for _ in 0..<2 {
            index.snapshot.collect(Samples.listing, into: &found)
            #expect(found.count == 1500)
            #expect((0..<found.count).allSatisfy { found.tag($0) == UInt64(found.id($0)) << 40 })
        }
    }

    @Test("a snapshot stays what it was, whatever becomes of the index")
    func snapshot() {
        var index = FilterIndex()
        index.insert(1, FilterConditions())
        for id in 10...2009 { index.insert(Int64(id), FilterConditions(cities: ["Milano"])) }
        index.settle()
        let before = index.snapshot
        index.remove(1)
        for id in 10...2009 { index.remove(Int64(id)) }
        index.insert(2, FilterConditions(cities: ["Roma", "Rome"]))
        index.settle()
        #expect(before.matches(Samples.listing) == [1])
        #expect(before.matches(Samples.with(\.city, "Milano")).count == 2001)
        #expect(index.matches(Samples.listing) == [2])
        #expect(index.matches(Samples.with(\.city, "Milano")).isEmpty)
        #expect(index.count == 1 && !index.contains(1) && index.contains(2))
        let isRemovedAgain = index.remove(1)
        #expect(!isRemovedAgain)
    }

    @Test("an explanation holds throughout exactly where the rule matches", arguments: 0..<4)
    func explanationAgrees(seed: UInt64) {
        var random = SplitMix(state: seed)
        var matching = 0
        for _ in 0..<1000 {
            let (conditions, listing) = (RandomMatching.conditions(&random), RandomMatching.listing(&random))
            let isMatching = matches(conditions, listing)
            #expect(explain(conditions, listing).allSatisfy(\.holds) == isMatching)
            if isMatching { matching += 1 }
        }
        #expect(matching > 20 && matching < 900)
    }
}

/// An index beside the plain definition of what it should find.
struct IndexWorld {
    var index = FilterIndex(smallestBlock: 60)
    private(set) var plain: [Int64: PreparedConditions] = [:]
    /// Matches that were compared.
    private(set) var found = 0

    mutating func insert(_ id: Int64, _ conditions: FilterConditions) {
        index.insert(id, conditions)
        plain[id] = PreparedConditions(conditions)
    }

    mutating func remove(_ id: Int64) {
        let wasThere = plain.removeValue(forKey: id) != nil
        let isRemoved = index.remove(id)
        #expect(isRemoved == wasThere)
    }

    /// One random change.
    mutating func change(_ random: inout SplitMix, ids: ClosedRange<Int64>) {
        let id = Int64.random(in: ids, using: &random)
        if Int.random(in: 0..<4, using: &random) == 0 {
            remove(id)
        } else {
            insert(id, RandomMatching.conditions(&random))
        }
    }

    mutating func check(_ listing: Listing, _ location: SourceLocation = #_sourceLocation) {
        let facts = PreparedListing(listing)
        let expected = plain.filter { $0.value.matches(facts) }.keys.sorted()
        #expect(index.matches(listing) == expected, sourceLocation: location)
        found += expected.count
    }
}
