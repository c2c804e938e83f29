import Contracts
import Foundation
import Logging
import Messaging
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Events that are handed over", .enabled(if: TestEnvironment.hasDatabase))
struct OutboxHandoverTests {
    /// A relay that looks by itself only at its start.
    private static func relay(
        _ pool: PostgresPool, _ publisher: any Publisher, _ handover: OutboxHandover? = nil,
        poll: Duration = .seconds(3600)
    ) -> OutboxRelay {
        var configuration = OutboxRelay.Configuration()
        configuration.poll = poll
        configuration.longestWait = .milliseconds(200)
        configuration.batch = 2
        return OutboxRelay(
            service: "gateway", pool: pool, publisher: publisher, logger: Logger(label: "test"),
            configuration: configuration, handover: handover)
    }

    /// Waits until a relay takes what is handed over.
    private static func open(_ handover: OutboxHandover) async throws {
        try await eventually { handover.place(for: 1) != nil }
    }

    private static let rows = (1...5).map { Fixture.row($0) }

    @Test("new listings are told and forgotten without a relay being called")
    func published() async throws {
        try await withMigratedDatabase { pool in
            let (publisher, handover) = (RecordingPublisher(), OutboxHandover())
            try await OutboxRelayTests.running(Self.relay(pool, publisher, handover)) {
                try await Self.open(handover)
                let result = try await ListingStore(pool: pool, handover: handover).ingest(Self.rows)
                try await eventually { try await pool.count("outbox") == 0 }
                let events = try publisher.published.map { published in
                    guard
                        case .listing(let event) = try ContractDecoder.decode(
                            type: published.message.type, body: published.message.body)
                    else { throw ContractError.unsupportedVersion(type: published.message.type) }
                    return event
                }
                #expect(events.map(\.listingID) == result.changes.map(\.id))
                #expect(events.map(\.listing.externalID) == ["1", "2", "3", "4", "5"])
            }
        }
    }

    @Test("a process that dies with what it was handed loses nothing, and others say the same to the letter")
    func crash() async throws {
        try await withMigratedDatabase { pool in
            let stuck = TestSignal<Void>("the first relay may go on")
            let first = RecordingPublisher { try? await stuck.next() }
            let handover = OutboxHandover()
            let dying = Task { await Self.relay(pool, first, handover).run() }
            try await Self.open(handover)
            _ = try await ListingStore(pool: pool, handover: handover).ingest([Fixture.row(1)])
            let lost = try await first.arrivals.next()
            #expect(try await pool.count("outbox WHERE leased_until > now() + interval '5 seconds'") == 1)
            // Time passes.
            try await pool.execute("UPDATE campanello.outbox SET leased_until = now()")
            let second = RecordingPublisher()
            try await OutboxRelayTests.running(Self.relay(pool, second, poll: .milliseconds(20))) {
                let repeated = try await second.arrivals.next()
                #expect(abs(repeated.message.timestamp.timeIntervalSince(lost.message.timestamp)) < 0.001)
                var same = repeated
                same.message.timestamp = lost.message.timestamp
                #expect(same == lost)
                try await eventually { try await pool.count("outbox") == 0 }
            }
            stuck.send(())
            dying.cancel()
            await dying.value
        }
    }

    @Test("what the broker refuses is left to the lane, and so is what comes after it")
    func refused() async throws {
        try await withMigratedDatabase { pool in
            let (publisher, handover) = (RecordingPublisher(), OutboxHandover())
            publisher.fail("listing.ingested", with: .refused)
            try await OutboxRelayTests.running(Self.relay(pool, publisher, handover, poll: .milliseconds(20))) {
                try await Self.open(handover)
                let store = ListingStore(pool: pool, handover: handover)
                _ = try await store.ingest(Self.rows)
                try await eventually { handover.place(for: 1) == nil }
                _ = try await store.ingest([Fixture.row(6)])
                try await eventually { publisher.refusals > 2 }
                #expect(try await pool.count("outbox") == 6)
                publisher.fail("listing.ingested", with: nil)
                try await eventually { try await pool.count("outbox") == 0 }
                #expect(publisher.published.count == 6)
            }
        }
    }

    @Test("a relay that is stopped still publishes what it was handed, and takes no more")
    func stopping() async throws {
        try await withMigratedDatabase { pool in
            let mayAnswer = TestSignal<Void>("the broker may answer")
            let publisher = RecordingPublisher { try? await Task { try await mayAnswer.next() }.value }
            let handover = OutboxHandover()
            let running = Task { await Self.relay(pool, publisher, handover).run() }
            try await Self.open(handover)
            let store = ListingStore(pool: pool, handover: handover)
            _ = try await store.ingest([Fixture.row(1)])
            _ = try await publisher.arrivals.next()
            running.cancel()
            try await eventually { handover.place(for: 1) == nil }
            mayAnswer.send(())
            await running.value
            #expect(try await pool.count("outbox") == 0)
            _ = try await store.ingest([Fixture.row(2)])
            #expect(try await pool.count("outbox WHERE leased_until < now()") == 1)
        }
    }

    @Test("there is room for so many events, and for any number where there are no others")
    func room() async throws {
        try await withMigratedDatabase { pool in
            let handover = OutboxHandover()
            #expect(handover.place(for: 1) == nil)
            try await OutboxRelayTests.running(Self.relay(pool, RecordingPublisher(), handover)) {
                try await Self.open(handover)
                var first = handover.place(for: 100_000)
                #expect(first != nil)
                #expect(handover.place(for: 1) == nil)
                first = nil
                let (one, two) = (handover.place(for: 15_000), handover.place(for: 5_000))
                #expect(one != nil && two != nil && handover.place(for: 1) == nil)
                #expect(first == nil)
            }
        }
    }
}
