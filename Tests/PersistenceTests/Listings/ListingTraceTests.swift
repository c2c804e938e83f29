import Foundation
import Listings
import Messaging
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Traces of listings", .enabled(if: TestEnvironment.hasDatabase))
struct ListingTraceTests {
    private let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    @Test("every version begins a trace, which is its event's, its row's and the log's")
    func own() async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            let first = try await store.ingest([Fixture.row(1), Fixture.row(2)])
            #expect(first.changes.count == 2)
            for change in first.changes {
                let kept: String? = try await pool.value(
                    "SELECT traceparent FROM campanello.listings WHERE id = $1", [.int(change.id)])
                let event: UUID? = try await pool.value(
                    "SELECT message_id FROM campanello.outbox WHERE (body::jsonb->>'listing_id')::bigint = $1",
                    [.int(change.id)])
                #expect(kept == event.flatMap { TraceParent(ofEvent: $0.uuidString) }?.description)
                #expect(kept.flatMap(TraceParent.init(_:))?.traceID == change.traceID)
                #expect(change.source == "idealista" && change.outcome == .created)
            }
            let again = try await store.ingest([Fixture.row(1), Fixture.row(2, price: 900)])
            #expect(again.changes.map(\.externalID) == ["2"])
            #expect(again.changes.map(\.outcome) == [.updated])
            #expect(again.changes.first?.traceID != first.changes.first { $0.externalID == "2" }?.traceID)
        }
    }

    @Test("a scraper's own trace goes on in all listings of its request")
    func given() async throws {
        try await withMigratedDatabase { pool in
            var options = IngestOptions()
            options.traceparent = trace
            let result = try await ListingStore(pool: pool).ingest([Fixture.row(1), Fixture.row(2)], options)
            #expect(Set(result.changes.map(\.traceID)) == ["0af7651916cd43dd8448eb211c80319c"])
            #expect(try await pool.count("listings WHERE traceparent = '\(trace)'") == 2)
            #expect(try await pool.count("outbox WHERE traceparent = '\(trace)'") == 2)
        }
    }

    @Test("when each portal last listed anything is told, whatever else it lists")
    func lastSeen() async throws {
        try await withMigratedDatabase { pool in
            let store = ListingStore(pool: pool)
            #expect(try await store.lastSeen() == [:])
            var other = Fixture.row(3)
            other.listing.source = "casa"
            _ = try await store.ingest([Fixture.row(1), Fixture.row(2), other])
            try await pool.execute("UPDATE campanello.listings SET last_seen_at = now() - interval '1 day'")
            _ = try await store.ingest([Fixture.row(2)])
            let seen = try await store.lastSeen()
            #expect(seen.keys.sorted() == ["casa", "idealista"])
            let ages = seen.mapValues { -$0.timeIntervalSinceNow }
            #expect((ages["idealista"] ?? .infinity) < 3600)
            #expect((ages["casa"] ?? 0) > 80_000)
        }
    }
}
