import Contracts
import Foundation
import Listings
import Persistence
import Postgres
import TestSupport
import Testing

@testable import Matcher

@Suite("Matching", .enabled(if: TestEnvironment.hasDatabase))
struct MatchingTests {
    @Test("a listing is matched once, however often its event comes")
    func repeated() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            let filter = try await world.filter(anna)
            try await world.ingest([World.listing(1), World.listing(2, price: 2000), World.listing(3, city: "Milano")])
            #expect(try await world.match() == 1)
            #expect(try await world.match() == 0)
            #expect(try await world.matches() == ["\(filter.id)/1"])
            #expect(try await world.count("pending_filters") == 1)
        }
    }

    @Test("an update finds only those whom the last matched version did not")
    func updates() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            let wide = try await world.filter(anna, "wide", maxPrice: 1500)
            let narrow = try await world.filter(anna, "narrow", maxPrice: 800)
            try await world.ingest([World.listing(1, price: 1000)])
            try await world.match()
            try await world.ingest([World.listing(1, price: 900)])
            #expect(try await world.match() == 0)
            try await world.ingest([World.listing(1, price: 700)])
            #expect(try await world.match() == 1)
            #expect(try await world.matches() == ["\(wide.id)/1", "\(narrow.id)/1"])
        }
    }

    @Test("several changes before the first match count as one, against what was matched last")
    func skippedVersions() async throws {
        try await withWorld { world in
            let filter = try await world.filter(try await world.person("anna"), maxPrice: 800)
            try await world.ingest([World.listing(1, price: 1000)])
            try await world.match()
            for price in [700.0, 750, 790] { try await world.ingest([World.listing(1, price: price)]) }
            #expect(try await world.match() == 1)
            #expect(try await world.matches() == ["\(filter.id)/1"])
        }
    }

    @Test("what comes in silence is known to everybody, and new to those whom a later version fits first")
    func silent() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            _ = try await world.filter(anna, "wide", maxPrice: 1500)
            let narrow = try await world.filter(anna, "narrow", maxPrice: 800)
            try await world.ingest([World.listing(1, price: 1000)], announces: false)
            #expect(try await world.match() == 0)
            try await world.ingest([World.listing(1, price: 700)])
            #expect(try await world.match() == 1)
            #expect(try await world.matches() == ["\(narrow.id)/1"])
        }
    }

    @Test("a paused filter gathers nothing, and only linked channels do")
    func linkedChannels() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna", on: [.telegram])
            let berta = try await world.person("berta", on: [.telegram, .whatsapp])
            _ = try await world.filter(anna)
            _ = try await world.filter(anna, "paused") { $0.isActive = false }
            _ = try await world.filter(berta) { $0.notifyTelegram = false }
            try await world.ingest([World.listing(1)])
            #expect(try await world.match() == 2)
            let pending = try await world.pool.query(
                "SELECT user_id || channel AS key FROM campanello.pending_filters ORDER BY user_id"
            ).map { try $0.decode("key", as: String.self) }
            #expect(pending == ["\(anna)telegram", "\(berta)whatsapp"])
        }
    }

    @Test("a filter saved before a listing meets it on every replica, whatever the replica has heard")
    func savedBefore() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            let keepers = [world.keeper(), world.keeper()]
            for keeper in keepers { try await keeper.load() }
            var expected: [String] = []
            for number in 1...20 {
                let filter = try await world.filter(anna, "\(number)", city: "City \(number)")
                try await world.ingest([World.listing(number, city: "City \(number)")])
                let ids = try await world.ids()
                try await world.matcher(keepers[number % 2]).match([ids[number] ?? 0])
                expected.append("\(filter.id)/\(number)")
            }
            #expect(try await world.matches() == expected)
        }
    }

    @Test("two replicas at the same listings write every match once")
    func twoReplicas() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            _ = try await world.filter(anna)
            _ = try await world.filter(anna, "all", maxPrice: nil)
            try await world.ingest((1...150).map { World.listing($0, price: Double($0 * 20)) })
            let ids = Array(try await world.ids().values)
            let matchers = [world.matcher(), world.matcher()]
            try await withThrowingTaskGroup { group in
                for (number, matcher) in matchers.enumerated() {
                    for part in stride(from: 0, to: ids.count, by: 10) {
                        let start = number == 0 ? part : ids.count - part - 10
                        group.addTask { _ = try await matcher.match(Array(ids[start..<start + 10])) }
                    }
                }
                try await group.waitForAll()
            }
            let written = try await world.matches()
            #expect(written.count == 75 + 150)
            #expect(Set(written).count == written.count)
        }
    }

    @Test("changes and deletions reach the copy in one question, whatever their order")
    func copyFollows() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            let keeper = world.keeper()
            try await keeper.load()
            let store = FilterStore(pool: world.pool)
            let first = try await world.filter(anna, "first")
            let second = try await world.filter(anna, "second")
            try await keeper.catchUp()
            #expect(await keeper.count == 2)
            _ = try await store.delete(id: first.id, userID: anna)
            _ = try await store.pause(id: second.id, userID: anna)
            try await keeper.catchUp()
            #expect(await keeper.count == 0)
            _ = try await store.resume(id: second.id, userID: anna)
            try await keeper.catchUp()
            #expect(await keeper.count == 1)
        }
    }

    @Test("a change is seen whose transaction began before another that was seen already")
    func commitOrder() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            let filter = try await world.filter(anna)
            let keeper = world.keeper()
            try await world.pool.transaction { early in
                try await early.execute(
                    "UPDATE campanello.filters SET is_active = false WHERE id = $1", [.int(filter.id)])
                _ = try await world.filter(anna, "later")
                try await keeper.load()
                #expect(await keeper.count == 2)
            }
            try await keeper.catchUp()
            #expect(await keeper.count == 1)
        }
    }

    @Test("a listing that was taken out and comes back is compared with what was matched")
    func removedAndBack() async throws {
        try await withWorld { world in
            let filter = try await world.filter(try await world.person("anna"))
            try await world.ingest([World.listing(1)])
            _ = try await ListingStore(pool: world.pool).remove(source: "idealista", externalID: "1")
            #expect(try await world.match() == 0)
            try await world.ingest([World.listing(1)])
            #expect(try await world.match() == 1)
            #expect(try await world.matches() == ["\(filter.id)/1"])
        }
    }
}
