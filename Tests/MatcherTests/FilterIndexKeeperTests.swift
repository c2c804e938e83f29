import Foundation
import Listings
import Persistence
import Postgres
import TestSupport
import Testing

@testable import Matcher

@Suite("The filters' copy", .enabled(if: TestEnvironment.hasDatabase))
struct FilterIndexKeeperTests {
    @Test("nothing that is committed while filters are loaded is missed, in whatever order it is committed")
    func loadedWhileFiltersChange() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            var before: [FilterRecord] = []
            for number in 1...60 { before.append(try await world.filter(anna, "\(number)", city: "City \(number)")) }
            let keepers = (0..<3).map { _ in world.keeper() }
            try await withThrowingTaskGroup { group in
                for keeper in keepers { group.addTask { try await keeper.load() } }
                group.addTask {
                    for number in 61...120 { _ = try await world.filter(anna, "\(number)", city: "City \(number)") }
                }
                group.addTask { [before] in
                    let store = FilterStore(pool: world.pool)
                    for filter in before.prefix(20) { _ = try await store.delete(id: filter.id, userID: anna) }
                    for filter in before.suffix(20) { _ = try await store.pause(id: filter.id, userID: anna) }
                }
                try await group.waitForAll()
            }
            try await world.ingest((1...120).map { World.listing($0, city: "City \($0)") })
            let ids = try await world.ids()
            for (turn, keeper) in keepers.enumerated() {
                let own = ids.filter { $0.key % keepers.count == turn }.values
                try await world.matcher(keeper).match(Array(own))
                #expect(await keeper.count == 80)
            }
            let listings = try await world.matches().compactMap { Int($0.split(separator: "/").last ?? "") }
            #expect(listings.sorted() == Array(21...40) + Array(61...120))
        }
    }

    @Test("a question that fails with its connection is asked again from where the last answer ended")
    func connectionLost() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            let keeper = world.keeper()
            let first = try await world.filter(anna, "first")
            try await keeper.load()
            let second = try await world.filter(anna, "second")
            for _ in 0..<3 {
                // Whatever connection the next question takes, it is dead.
                _ = try? await world.pool.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """, [])
                _ = try? await keeper.catchUp()
            }
            try await persistently { _ = try await FilterStore(pool: world.pool).delete(id: first.id, userID: anna) }
            try await persistently { try await world.ingest([World.listing(1)]) }
            try await persistently {
                try await world.matcher(keeper).match(Array(try await world.ids().values))
            }
            #expect(await keeper.count == 1)
            #expect(try await world.matches() == ["\(second.id)/1"])
        }
    }

    /// Again, until no dead connection is left in the pool.
    private func persistently(_ body: () async throws -> Void) async throws {
        for _ in 0..<20 {
            do { return try await body() } catch let error as PostgresError where error.isTransient { continue }
        }
        try await body()
    }

    @Test("filters change without end while two replicas match, and those that do not change find each listing once")
    func churn() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            let still = try await world.filter(anna, "still", maxPrice: 1000)
            let moving = try await world.filter(anna, "moving", maxPrice: nil)
            try await world.ingest((1...120).map { World.listing($0, price: Double($0 * 20)) })
            let ids = Array(try await world.ids().values).sorted()
            try await withThrowingTaskGroup { group in
                for turn in 0..<2 {
                    group.addTask {
                        let matcher = world.matcher()
                        for part in stride(from: turn * 10, to: ids.count, by: 20) {
                            try await matcher.match(Array(ids[part..<part + 10]))
                        }
                    }
                }
                group.addTask {
                    let store = FilterStore(pool: world.pool)
                    for _ in 0..<15 {
                        _ = try await store.pause(id: moving.id, userID: anna)
                        _ = try await store.resume(id: moving.id, userID: anna)
                    }
                }
                try await group.waitForAll()
            }
            let found = try await world.matches().filter { $0.hasPrefix("\(still.id)/") }
            #expect(found.count == 50)
        }
    }

    @Test("what a tag says of a filter's owner comes back whole")
    func owners() {
        for user in [0, 1, 42, 1 << 40, -7] as [Int64] {
            for bits: UInt64 in 0..<4 {
                let owner = FilterOwner(tag: UInt64(bitPattern: user << 2) | bits)
                #expect(owner.userID == user)
                #expect(owner.tag == UInt64(bitPattern: user << 2) | bits)
            }
        }
    }
}
