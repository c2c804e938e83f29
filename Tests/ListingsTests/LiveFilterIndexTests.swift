import Listings
import Testing

@Suite struct LiveFilterIndexTests {
    /// A city of its own, whose one filter's tag tells how many batches a snapshot has seen.
    private static let marker = "Contromarca"

    /// Changes in batches, and what the plain definition knows after each.
    private struct Story: Sendable {
        var batches: [[FilterChange]] = []
        var plain: [[Int64: PreparedConditions]] = [[:]]

        init(_ random: inout SplitMix, batches count: Int, changes: Int) {
            var now: [Int64: PreparedConditions] = [:]
            for number in 1...count {
                var batch: [FilterChange] = []
                for _ in 0..<changes {
                    let id = Int64.random(in: 1...900, using: &random)
                    if Int.random(in: 0..<4, using: &random) == 0 {
                        batch.append(.remove(id))
                        now[id] = nil
                    } else {
                        let conditions = RandomMatching.conditions(&random)
                        batch.append(.insert(id, conditions, tag: 0))
                        now[id] = PreparedConditions(conditions)
                    }
                }
                batch.append(.insert(0, FilterConditions(cities: [LiveFilterIndexTests.marker]), tag: UInt64(number)))
                batches.append(batch)
                plain.append(now)
            }
        }

        /// What the filters of one moment should find.
        func expected(_ listing: Listing, after batch: Int) -> [Int64] {
            let facts = PreparedListing(listing)
            return plain[batch].filter { $0.value.matches(facts) }.keys.sorted()
        }
    }

    private static func batchesSeen(_ snapshot: FilterSnapshot) -> Int {
        var found = FoundFilters(wantsTags: true)
        snapshot.collect(Samples.with(\.city, marker), into: &found)
        return (0..<found.count).filter { found.id($0) == 0 }.map { Int(found.tag($0)) }.first ?? 0
    }

    @Test("every snapshot is exactly one moment, while filters change and partitions are built anew", arguments: 0..<2)
    func concurrently(seed: UInt64) async {
        var random = SplitMix(state: seed)
        let story = Story(&random, batches: 40, changes: 40)
        let live = LiveFilterIndex(FilterIndex(smallestBlock: 60))
        await withTaskGroup(of: Int.self) { group in
            for reader in 1...2 {
                group.addTask { await Self.read(live, story, seed: seed &* 10 &+ UInt64(reader)) }
            }
            group.addTask {
                for batch in story.batches {
                    await live.apply(batch)
                    await Task.yield()
                }
                return 1
            }
            for await moments in group { #expect(moments > 0) }
        }
        await live.settled()
        let snapshot = await live.snapshot
        #expect(Self.batchesSeen(snapshot) == 40)
        for _ in 0..<10 {
            let listing = RandomMatching.listing(&random)
            #expect(snapshot.matches(listing) == story.expected(listing, after: 40))
        }
    }

    /// Compares until everything is told. Returns at how many moments it looked.
    @concurrent
    private static func read(_ live: LiveFilterIndex, _ story: Story, seed: UInt64) async -> Int {
        var random = SplitMix(state: seed)
        var moments: Set<Int> = []
        repeat {
            let snapshot = await live.snapshot
            let seen = batchesSeen(snapshot)
            moments.insert(seen)
            for _ in 0..<1 {
                let listing = RandomMatching.listing(&random)
                #expect(snapshot.matches(listing) == story.expected(listing, after: seen))
            }
        } while !moments.contains(story.batches.count)
        return moments.count
    }

    @Test("another index takes the place of one that is being built anew")
    func replaced() async {
        let live = LiveFilterIndex(FilterIndex(smallestBlock: 60))
        await live.apply((1...500).map { .insert(Int64($0), FilterConditions(cities: ["Milano \($0 % 5)"]), tag: 0) })
        var other = FilterIndex(smallestBlock: 60)
        for id in 1...100 { other.insert(Int64(id), FilterConditions(cities: ["Roma"])) }
        await live.replace(with: other)
        await live.settled()
        #expect(await live.count == 100)
        #expect(await live.snapshot.matches(Samples.listing) == (1...100).map(Int64.init))
        #expect(await live.snapshot.matches(Samples.with(\.city, "Milano 1")).isEmpty)
    }

    @Test("a filter of everything, and one that draws the whole map, take no more room than another")
    func everything() {
        let world = GeoPolygon(rings: [
            [(-180, -90), (180, -90), (180, 90), (-180, 90), (-180, -90)].map {
                GeoPolygon.Position(longitude: $0.0, latitude: $0.1)
            }
        ])
        var index = FilterIndex()
        for number in 0..<300 {
            let id = Int64(number * 3)
            index.insert(id, FilterConditions())
            index.insert(id + 1, FilterConditions(areaPolygon: world))
            index.insert(id + 2, FilterConditions(latitude: 42, longitude: 12, radiusKm: 500))
        }
        index.settle()
        #expect(index.bytes / 900 < 1000)
        #expect(index.matches(Samples.listing).count == 900)
        #expect(index.matches(Samples.bare).count == 300)
    }
}
