import Contracts
import Foundation
import Listings
import Persistence
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import Matcher

@Suite("Backlogs", .enabled(if: TestEnvironment.hasDatabase))
struct BacklogTests {
    @Test("the day's cap counts what was accepted since local midnight and what is on its way, on that channel alone")
    func dailyCap() async throws {
        try await withWorld { world in
            var world = world
            world.policy.schedules[.telegram]?.dailyCap = 2
            let anna = try await world.person("anna", on: [.telegram, .whatsapp])
            // Where it has been Tuesday for an hour or more, whatever the time of the test.
            let zone = try #require(zoneInItsMorning())
            try await world.pool.execute("UPDATE campanello.users SET time_zone = $1", [.text(zone)])
            for number in 1...4 {
                _ = try await world.filter(anna, city: "Roma \(number)")
                try await world.ingest([World.listing(number, city: "Roma \(number)")])
            }
            try await world.match()
            // Yesterday's do not count.
            try await world.pool.execute(
                """
                INSERT INTO campanello.deliveries (id, user_id, channel, status, accepted_at, finished_at)
                SELECT gen_random_uuid(), $1, 'telegram', 'accepted', now() - interval '1 day', now()
                FROM generate_series(1, 5)
                """, [.int(anna)])
            try await world.speak()
            #expect(try await world.told(anna).count == 2)
            #expect(try await world.told(anna, on: .whatsapp).count == 4)
            try await world.accept()
            try await world.passTime()
            try await world.speak()
            #expect(try await world.told(anna).count == 2)
            let wait = try #require(try await PendingStore.timeUntilDue(on: [.telegram], world.pool))
            #expect((3600...86_460).contains(wait.seconds))

            world.policy.schedules[.telegram]?.isDebug = true
            try await world.passTime()
            try await world.speak()
            #expect(try await world.told(anna).count == 4)
        }
    }

    /// An hour or more after midnight, and as long before the next.
    private func zoneInItsMorning() -> String? {
        ["Etc/GMT", "Etc/GMT-6", "Etc/GMT+6", "Etc/GMT-12"].first { name in
            guard let zone = TimeZone(identifier: name) else { return false }
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = zone
            return (2...21).contains(calendar.component(.hour, from: Date()))
        }
    }

    @Test("a look-back that fails waits, and holds up nobody else's; the newest is made beside the oldest")
    func lookBacks() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            try await world.ingest([World.listing(1)])
            try await world.match()
            let broken = try await world.filter(anna, "broken", looksBack: true)
            let first = try await world.filter(anna, "first", looksBack: true)
            let last = try await world.filter(anna, "last", looksBack: true)
            try await world.pool.execute(
                """
                UPDATE campanello.look_backs SET requested_at = now() + filter_id * interval '1 second'
                """)
            // What cannot be read fails the look-back of this filter alone.
            try await world.pool.execute(
                #"UPDATE campanello.filters SET area_polygon = '{"type": "nonsense"}' WHERE id = $1"#, [.int(broken.id)]
            )
            let worker = LookBackWorker(
                pool: world.service, gather: .zero, bell: Bell(), metrics: MatcherMetrics(), logger: world.logger,
                onMatches: {})
            #expect(try await worker.lookBack(.newest))
            #expect(try await world.matches() == ["\(last.id)/1"])
            let task = Task { await worker.run() }
            try await eventually("the others are made") { try await world.count("look_backs WHERE failures = 0") == 0 }
            task.cancel()
            await task.value
            #expect(try await world.matches() == ["\(first.id)/1", "\(last.id)/1"])
            #expect(try await world.count("look_backs WHERE due_at > requested_at - interval '1 hour'") == 1)
        }
    }

    @Test(
        "far behind with matching, nothing is said; caught up, one message says it all, and for ever it does not wait")
    func gate() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            _ = try await world.filter(anna)
            try await world.ingest([World.listing(1)])
            try await world.match()
            try await world.ingest((2...1 + CatchUpGate.limit).map { World.listing($0) })
            try await world.pool.execute(
                "UPDATE campanello.listings SET updated_at = now() - interval '1 hour' WHERE matched_version = 0")
            let patient = scheduler(world, CatchUpGate(pool: world.service))
            _ = try await patient.step()
            #expect(try await world.told(anna) == [])
            let backlog = try await MatchingBacklog.read(world.service)
            #expect((backlog.unmatchedListings, backlog.pendingFilters, backlog.due) == (CatchUpGate.limit, 1, 1))

            let impatient = CatchUpGate(pool: world.service, retryScale: 0)
            #expect(try await !impatient.isHeld())

            try await world.match()
            _ = try await patient.step()
            #expect(try await world.told(anna).map(\.total) == [CatchUpGate.limit + 1])
        }
    }

    private func scheduler(_ world: World, _ gate: CatchUpGate) -> Scheduler {
        Scheduler(
            pool: world.service, round: world.round, bell: Bell(), health: Health(logger: world.logger).component("x"),
            metrics: MatcherMetrics(), logger: world.logger, gate: gate)
    }

    @Test("six hundred due at once are drained by two replicas in bounded steps, each person once")
    func stampede() async throws {
        try await withWorld { world in
            try await world.pool.execute(
                """
                WITH people AS (
                    INSERT INTO campanello.users (email, password_hash, first_name)
                    SELECT 'p' || n || '@example.com', 'hash', 'p' FROM generate_series(1, 600) AS n RETURNING id
                ), linked AS (
                    INSERT INTO campanello.recipients (user_id, channel, address, proved_at)
                    SELECT id, 'telegram', id::text, now() FROM people
                )
                INSERT INTO campanello.filters (user_id, name, cities, city_keys)
                SELECT id, 'Roma', '{Roma}', '{roma}' FROM people
                """)
            try await world.ingest([World.listing(1)])
            try await world.match()
            try await withThrowingTaskGroup { group in
                for _ in 1...2 {
                    group.addTask {
                        try await eventually(within: .seconds(60), "all is said") {
                            let outcome = try await world.round.run()
                            #expect(outcome.dueRows <= SchedulingRound.limit)
                            return try await world.count("notifications") == 600
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await world.count("notifications") == 600)
            #expect(try await world.count("entries") == 600)
        }
    }

    @Test("a match that is not committed yet when its filter's row is found empty is said all the same")
    func matchOnItsWay() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            let filter = try await world.filter(anna)
            try await world.ingest([World.listing(1)])
            let listing = try #require(try await world.ids()[1])
            try await world.pool.execute(
                """
                INSERT INTO campanello.pending_filters (filter_id, channel, user_id, first_pending_at, due_at)
                VALUES ($1, 'telegram', $2, now() - interval '1 minute', now())
                """, [.int(filter.id), .int(anna)])
            let match = Match(
                filterID: filter.id, userID: anna, listingID: listing, homeID: listing, listingVersion: 1,
                channels: [.telegram])
            try await world.pool.transaction { connection in
                try await MatchStore.write([match], now: Date(), on: connection)
                try await PendingStore.add([match], now: Date(), gather: .zero, on: connection)
                #expect(try await world.round.run().notifications == 0)
                #expect(try await world.count("pending_filters WHERE is_empty") == 1)
            }
            try await world.passTime()
            try await world.speak()
            #expect(try await world.told(anna).map(\.listings) == [[1]])
            #expect(try await world.count("pending_filters") == 0)
        }
    }
}
