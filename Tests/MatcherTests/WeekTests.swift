import Contracts
import Foundation
import Listings
import Persistence
import Postgres
import TestSupport
import Testing

@testable import Matcher

@Suite("A week of one person", .enabled(if: TestEnvironment.hasDatabase))
struct WeekTests {
    /// From Thursday on; on Sunday, 25 October 2026, the clocks go back at three.
    @Test("what one person hears in a week is what the rules say, to the second")
    func week() async throws {
        try await withSimulatedTime(startingAt: "2026-10-22 09:00") { time in
            var week = Week(time: time)
            week.time = SimulatedTime(world: Self.patient(time.world), timeZone: time.timeZone)
            let anna = try await week.begin()
            try await week.thursday()
            try await week.nightOfTheChange()
            try await week.monday()
            try await week.portals()
            try await week.outage()
            let said = try await week.time.said(to: anna)
            #expect(said == Self.expected)
            let messages = try await week.time.world.messages()
            let drop = try #require(messages.first { $0.kind == .priceDrop }?.listings.first)
            #expect((drop.previousPrice, drop.facts.price) == (1000, 900))
            let home = try #require(
                messages.first { $0.listings.contains { $0.facts.externalID == "9" } }?.listings.first)
            #expect(home.alsoAt.count == 1)
            #expect(Set(home.alsoAt.map(\.source) + [home.facts.source]) == ["idealista", "immobiliare"])
            #expect(try await week.time.world.count("pending_filters") == 0)
        }
    }

    private static let expected: [SimulatedTime.Said] = [
        // The first rings within seconds; the next keep the interval; the third is the day's last.
        SimulatedTime.Said("Thu 10:00:05", [1]), SimulatedTime.Said("Thu 10:30:05", [2]),
        SimulatedTime.Said("Thu 11:00:05", [3]),
        // What the cap held back and what came at night is one message in the morning.
        SimulatedTime.Said("Fri 08:00:00", [5, 4]),
        // The night of the change has an hour more; the morning is at eight all the same.
        SimulatedTime.Said("Sun 08:00:00", [7, 6]),
        SimulatedTime.Said("Mon 12:00:05", [1], .priceDrop), SimulatedTime.Said("Mon 13:00:05", [8]),
        SimulatedTime.Said("Tue 10:00:05", [9]),
        // The day without service: one message, the freshest first, what is gone left out.
        SimulatedTime.Said("Wed 12:00:05", [12, 10]),
    ]

    /// Three messages a day.
    private static func patient(_ world: World) -> World {
        var world = world
        world.policy.schedules[.telegram] = Schedule(
            gather: .seconds(5), channelInterval: .seconds(1800), dailyCap: 3)
        return world
    }

    /// What happens in it.
    private struct Week {
        var time: SimulatedTime
        var world: World { time.world }

        /// A person who wants to sleep, with one filter.
        func begin() async throws -> Int64 {
            let anna = try await world.person("anna")
            try await world.pool.execute(
                "UPDATE campanello.users SET quiet_from = '22:00', quiet_to = '08:00', time_zone = 'Europe/Rome'")
            _ = try await world.filter(anna)
            return anna
        }

        private func list(_ ids: [Int], at text: String, _ change: (inout Listing) -> Void = { _ in }) async throws {
            try await list(ids, at: try time.time(text), change)
        }

        private func list(
            _ ids: [Int], at date: Date, _ change: (inout Listing) -> Void = { _ in }
        ) async throws {
            try await time.pass(to: date)
            let listings = ids.map { id in
                var listing = World.listing(id)
                change(&listing)
                return listing
            }
            try await world.ingest(listings)
            try await matchAll()
        }

        func thursday() async throws {
            try await list([1], at: "2026-10-22 10:00")
            try await list([2], at: "2026-10-22 10:10")
            try await list([3], at: "2026-10-22 10:40")
            try await list([4], at: "2026-10-22 15:00")
            try await list([5], at: "2026-10-22 23:00")
        }

        func nightOfTheChange() async throws {
            try await list([6], at: "2026-10-24 23:30")
            // Half past two comes twice that night: this is the second.
            try await list([7], at: try time.time("2026-10-25 02:30") + 3600)
        }

        func monday() async throws {
            try await list([1], at: "2026-10-26 12:00") { $0.price = 900 }
            try await list([8], at: "2026-10-26 13:00") { Self.place(&$0, "idealista") }
            try await list([8], at: "2026-10-26 18:00") { Self.place(&$0, "immobiliare") }
        }

        func portals() async throws {
            try await time.pass(until: "2026-10-27 10:00")
            for source in ["idealista", "immobiliare"] {
                var listing = World.listing(9)
                Self.place(&listing, source)
                try await world.ingest([listing])
            }
            try await matchAll()
            try await time.pass(until: "2026-10-27 12:00")
        }

        /// Nothing is matched and nothing said for a day.
        func outage() async throws {
            for (id, at) in [(10, "2026-10-27 14:00"), (11, "2026-10-27 20:00"), (12, "2026-10-28 09:00")] {
                try await time.set(try time.time(at))
                try await world.ingest([World.listing(id)])
            }
            _ = try await ListingStore(pool: world.pool).remove(source: "idealista", externalID: "11")
            try await time.set(try time.time("2026-10-28 12:00"))
            try await matchAll()
            try await time.pass(until: "2026-10-29 09:00")
        }

        private func matchAll() async throws {
            let ids: [Int64] = try await world.pool.query("SELECT id FROM campanello.listings").map {
                try $0.decode("id")
            }
            try await world.matcher(gather: .seconds(5)).match(ids)
        }

        private static func place(_ listing: inout Listing, _ source: String) {
            listing.source = source
            (listing.address, listing.floor) = ("Via Appia Nuova, \(listing.externalID)", "3")
        }
    }
}
