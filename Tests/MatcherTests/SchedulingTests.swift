import Contracts
import Foundation
import Listings
import Persistence
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import Matcher

@Suite("Speaking", .enabled(if: TestEnvironment.hasDatabase))
struct SchedulingTests {
    @Test("a listing that two filters of a person find is announced once, and names both")
    func twoFilters() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            let first = try await world.filter(anna, "first")
            let second = try await world.filter(anna, "second", maxPrice: nil)
            try await world.ingest([World.listing(1)])
            try await world.match()
            try await world.speak()
            #expect(try await world.told(anna).map(\.filter) == [first.id])
            let listing = try #require(try await world.messages().first?.listings.first)
            #expect(listing.filters.map(\.id) == [first.id, second.id])
            #expect(listing.filters.map(\.name) == ["first", "second"])
            #expect(try await world.count("pending_filters") == 0)
            #expect(try await world.count("entries") == 1)
        }
    }

    @Test("channels are told apart: each hears once, whatever becomes of the other")
    func channels() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna", on: [.telegram, .whatsapp])
            _ = try await world.filter(anna)
            try await world.ingest([World.listing(1)])
            try await world.match()
            try await world.speak()
            #expect(try await world.told(anna, on: .telegram).map(\.listings) == [[1]])
            #expect(try await world.told(anna, on: .whatsapp).map(\.listings) == [[1]])
            #expect(try await world.count("entries") == 2)
            #expect(try await world.count("deliveries WHERE status = 'pending'") == 2)
        }
    }

    @Test("a channel that is off on the server gets no notification")
    func channelOff() async throws {
        try await withWorld { world in
            var world = world
            world.policy.schedules[.whatsapp] = nil
            let anna = try await world.person("anna", on: [.telegram, .whatsapp])
            _ = try await world.filter(anna)
            try await world.ingest([World.listing(1)])
            try await world.match()
            try await world.speak()
            #expect(try await world.told(anna, on: .whatsapp) == [])
            #expect(try await world.told(anna, on: .telegram).count == 1)
        }
    }

    @Test("while a notification is on its way the next gathers, and leaves once the first is finished")
    func unfinished() async throws {
        try await withWorld { world in
            var world = world
            world.policy.schedules[.telegram]?.isDebug = true
            let anna = try await world.person("anna")
            _ = try await world.filter(anna)
            for number in 1...3 {
                try await world.ingest([World.listing(number)])
                try await world.match()
                try await world.passTime()
                try await world.speak()
            }
            #expect(try await world.told(anna).map(\.listings) == [[1]])
            try await world.accept()
            try await world.passTime()
            try await world.speak()
            #expect(try await world.told(anna).map(\.listings) == [[1], [3, 2]])
        }
    }

    @Test("held and reopened notifications hold nothing back")
    func held() async throws {
        try await withWorld { world in
            var world = world
            world.policy.schedules[.telegram]?.isDebug = true
            let anna = try await world.person("anna")
            _ = try await world.filter(anna)
            try await world.ingest([World.listing(1)])
            try await world.match()
            try await world.speak()
            try await world.pool.execute("UPDATE campanello.deliveries SET is_held = true")
            try await world.ingest([World.listing(2)])
            try await world.match()
            try await world.speak()
            #expect(try await world.told(anna).map(\.listings) == [[1], [2]])
        }
    }

    @Test("on the free plan a filter speaks once a day; the debug switch ignores that, never the once")
    func freePlan() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna", premium: false)
            _ = try await world.filter(anna)
            try await world.ingest([World.listing(1)])
            try await world.match()
            try await world.speak()
            try await world.accept(ago: 23 * 3600)
            try await world.ingest([World.listing(2)])
            try await world.match()
            try await world.passTime()
            try await world.speak()
            #expect(try await world.told(anna).map(\.listings) == [[1]])
            let wait = try #require(try await PendingStore.timeUntilDue(on: [.telegram], world.pool))
            #expect(abs(wait.seconds - 3600) < 60)

            var debugging = world
            debugging.policy.schedules[.telegram]?.isDebug = true
            try await world.passTime()
            try await debugging.speak()
            #expect(try await world.told(anna).map(\.listings) == [[1], [2]])
        }
    }

    @Test("listings that are gone, or no longer fit, are left out; the row that is sent is the current one")
    func currentRows() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            _ = try await world.filter(anna)
            try await world.ingest((1...3).map { World.listing($0) })
            try await world.match()
            _ = try await ListingStore(pool: world.pool).remove(source: "idealista", externalID: "1")
            try await world.ingest([World.listing(2, price: 5000), World.listing(3, price: 1200)])
            try await world.match()
            try await world.speak()
            #expect(try await world.told(anna).map(\.listings) == [[3]])
            #expect(try await world.messages().first?.listings.first?.facts.price == 1200)
        }
    }

    @Test("a listing that was gone when it should have been said is said when it is back")
    func goneAndBack() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            _ = try await world.filter(anna)
            try await world.ingest([World.listing(1)])
            try await world.match()
            _ = try await ListingStore(pool: world.pool).remove(source: "idealista", externalID: "1")
            try await world.speak()
            #expect(try await world.told(anna) == [])
            #expect(try await world.count("pending_filters WHERE due_at = 'infinity'") == 1)
            try await world.ingest([World.listing(1)])
            try await world.match()
            try await world.speak()
            #expect(try await world.told(anna).map(\.listings) == [[1]])
        }
    }

    @Test("while the person, the channel or the filter is off nothing is lost, and nothing said")
    func lasting() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            let filter = try await world.filter(anna)
            let recipients = RecipientStore(pool: world.pool)
            let filters = FilterStore(pool: world.pool)
            _ = try await recipients.suspend(userID: anna, channel: .telegram, reason: "blocked")
            try await world.ingest([World.listing(1)])
            try await world.match()
            try await world.speak()
            _ = try await recipients.resume(userID: anna, channel: .telegram)
            _ = try await filters.pause(id: filter.id, userID: anna)
            try await world.speak()
            #expect(try await world.told(anna) == [])
            _ = try await filters.resume(id: filter.id, userID: anna)
            try await world.lookBack()
            try await world.speak()
            #expect(try await world.told(anna).map(\.listings) == [[1]])
        }
    }

    @Test("a message waits for the look-back of its filter, so that the first one holds everything")
    func waitsForLookBack() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            try await world.ingest([World.listing(1)])
            try await world.match()
            _ = try await world.filter(anna, looksBack: true)
            try await world.ingest([World.listing(2)])
            try await world.match()
            try await world.speak()
            #expect(try await world.told(anna) == [])
            try await world.lookBack()
            try await world.passTime()
            try await world.speak()
            #expect(try await world.told(anna).map { $0.listings.sorted() } == [[1, 2]])
        }
    }

    @Test("schedulers at once never say anything twice, and leave nothing unsaid")
    func concurrent() async throws {
        try await withWorld { world in
            var people: [Int64] = []
            for number in 1...25 {
                let person = try await world.person("person\(number)", on: [.telegram, .whatsapp])
                _ = try await world.filter(person, "a")
                _ = try await world.filter(person, "b", maxPrice: nil)
                people.append(person)
            }
            try await world.ingest((1...12).map { World.listing($0) })
            try await world.match()
            try await withThrowingTaskGroup { group in
                for _ in 1...4 {
                    group.addTask {
                        try await eventually("everything is said") {
                            _ = try await world.round.run()
                            return try await world.count("pending_filters") == 0
                        }
                    }
                }
                try await group.waitForAll()
            }
            for person in people {
                for channel in Channel.allCases {
                    let said = try await world.told(person, on: channel).flatMap(\.listings)
                    #expect(said.sorted() == Array(1...12))
                }
            }
            #expect(try await world.count("entries") == 25 * 2 * 12)
        }
    }

    @Test("what is unlinked is forgotten; a channel linked later starts from then")
    func unlinked() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            _ = try await world.filter(anna)
            try await world.ingest([World.listing(1)])
            try await world.match()
            try await world.pool.execute("DELETE FROM campanello.recipients")
            try await world.speak()
            #expect(try await world.count("pending_filters") == 0)
            try await world.link(anna, .telegram)
            try await world.ingest([World.listing(2)])
            try await world.match()
            try await world.speak()
            #expect(try await world.told(anna).map(\.listings) == [[2]])
        }
    }

    @Test("the message carries ten of many, newest first, with their number and the address of all")
    func message() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            let filter = try await world.filter(anna, "Roma centro")
            try await world.ingest((1...25).map { World.listing($0) })
            try await world.pool.execute(
                "UPDATE campanello.listings SET first_seen_at = now() - (100 - external_id::int) * interval '1 hour'")
            try await world.match()
            try await world.speak()
            let message = try #require(try await world.messages().first)
            #expect(message.total == 25)
            #expect(message.listings.map(\.facts.externalID) == (16...25).reversed().map(String.init))
            #expect(message.filter == .init(id: filter.id, name: "Roma centro", city: "Roma"))
            #expect(message.locale == "ru")
            #expect(abs(message.expiresAt.timeIntervalSince(message.occurredAt) - 86_400) < 2)
            let token = try #require(message.moreURL.split(separator: "/").last.map(String.init))
            #expect(World.link.verify(token: token, now: Date() + 29 * 86_400) == message.id)
            #expect(World.link.verify(token: token, now: Date() + 31 * 86_400) == nil)
            #expect(try await world.told(anna).map(\.listings) == [Array((1...25).reversed())])
        }
    }
}
