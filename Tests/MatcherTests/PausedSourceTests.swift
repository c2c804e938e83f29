import Foundation
import Listings
import Operations
import Persistence
import Postgres
import Testing
import TestSupport

@testable import Matcher

@Suite("A source that an operator has paused", .enabled(if: TestEnvironment.hasDatabase))
struct PausedSourceTests {
    private func sweep(_ world: World) -> Sweep {
        Sweep(
            pool: world.service, matcher: world.matcher(), events: NotificationEvents(link: World.link),
            policy: SweepPolicy(retryScale: 1, retention: .seconds(86_400), oldestPending: world.policy.oldestPending),
            metrics: MatcherMetrics(), logger: World.logger, onMatches: {})
    }

    @Test("its listings are kept and not matched, others are; once it is resumed the next sweep matches them")
    func stored() async throws {
        try await withWorld { world in
            let pausing = Pausing(pool: world.pool)
            let filter = try await world.filter(try await world.person("anna"))
            try await world.ingest([World.listing(1)])
            try await world.match()
            #expect(try await pausing.pause("idealista.it", reason: "broken prices", by: "test").changed)
            var other = World.listing(3)
            other.source = "immobiliare"
            try await world.ingest([World.listing(2), other])
            try await world.match()
            #expect(try await world.matches() == ["\(filter.id)/1", "\(filter.id)/3"])
            try await sweep(world).matchForgotten()
            #expect(try await MatchingBacklog.read(world.pool).unmatchedListings == 0)
            #expect(try await MatchingBacklog.isBehind(by: 1, olderThan: .zero, world.pool) == false)
            #expect(try await world.count("listings") == 3)

            #expect(try await pausing.resume("idealista", by: "test").changed)
            try await sweep(world).matchForgotten()
            #expect(try await world.matches() == ["\(filter.id)/1", "\(filter.id)/2", "\(filter.id)/3"])
        }
    }

    @Test("what was found before is not said while it is paused, and is said afterwards, once")
    func pending() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            _ = try await world.filter(anna)
            try await world.ingest([World.listing(1), World.listing(2)])
            try await world.match()
            let pausing = Pausing(pool: world.pool)
            _ = try await pausing.pause("idealista", reason: "", by: "test")
            try await world.speak()
            try await world.passTime()
            try await world.speak()
            #expect(try await world.told(anna).isEmpty)
            _ = try await pausing.resume("idealista", by: "test")
            try await world.speak()
            #expect(try await world.told(anna).map { $0.listings.sorted() } == [[1, 2]])
            try await world.accept(ago: 90_000)
            try await world.passTime()
            try await world.speak()
            #expect(try await world.told(anna).count == 1)
        }
    }

    @Test("a filter that was put aside while the pause ended is looked at again by the sweep")
    func overlapping() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            _ = try await world.filter(anna)
            try await world.ingest([World.listing(1)])
            try await world.match()
            let pausing = Pausing(pool: world.pool)
            _ = try await pausing.pause("idealista", reason: "", by: "test")
            _ = try await pausing.resume("idealista", by: "test")
            // As a decision leaves it that was begun before the pause ended and written after.
            try await world.pool.execute("UPDATE campanello.pending_filters SET due_at = 'infinity'")
            try await sweep(world).run()
            try await world.speak()
            #expect(try await world.told(anna).map(\.listings) == [[1]])
        }
    }
}
