import Contracts
import Foundation
import Logging
import Messaging
import NIOConcurrencyHelpers
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Outbox relay", .enabled(if: TestEnvironment.hasDatabase))
struct OutboxRelayTests {
    static func event(_ body: String, key: String = "whatsapp", delay: Duration = .zero) -> OutboxEvent {
        OutboxEvent(
            service: "matcher", exchange: "notifications", routingKey: key, messageID: .v7(), type: "test.v1",
            body: body, delay: delay)
    }

    static func relay(
        _ pool: PostgresPool, _ publisher: any Publisher, service: String = "matcher",
        _ change: (inout OutboxRelay.Configuration) -> Void = { _ in }
    ) -> OutboxRelay {
        var configuration = OutboxRelay.Configuration()
        configuration.longestWait = .milliseconds(200)
        change(&configuration)
        return OutboxRelay(
            service: service, pool: pool, publisher: publisher, logger: Logger(label: "test"),
            configuration: configuration)
    }

    /// Runs relays while `body` runs.
    static func running(_ relays: OutboxRelay..., body: () async throws -> Void) async throws {
        let tasks = relays.map { relay in Task { await relay.run() } }
        do {
            try await body()
        } catch {
            for task in tasks { task.cancel() }
            throw error
        }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    @Test("events leave in their order with all their properties, and the outbox is empty afterwards")
    func properties() async throws {
        try await withMigratedDatabase { pool in
            let publisher = RecordingPublisher()
            var event = Self.event(#"{"text": "«ciao»"}"#)
            event.attempt = 3
            event.correlationID = "c-1"
            event.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            let fact = OutboxEvent(
                service: "matcher", exchange: "deliveries", routingKey: "delivery.whatsapp.sent", messageID: .v7(),
                type: "delivery-changed.v1", body: "{}")
            let foreign = OutboxEvent(
                service: "gateway", exchange: "listings", routingKey: "listing.ingested", messageID: .v7(),
                type: "listing-ingested.v1", body: "{}")
            try await Outbox.append([event, fact, foreign], on: pool)
            try await Self.running(Self.relay(pool, publisher)) {
                try await eventually { try await pool.count("outbox") == 1 }
            }
            let sent = try #require(publisher.published.first { $0.routingKey == "whatsapp" })
            #expect(sent.message.messageID == event.messageID.text)
            #expect(sent.message.type == "test.v1")
            #expect(sent.message.appID == "matcher")
            #expect(sent.message.correlationID == "c-1")
            #expect(sent.message.attempt == 3)
            #expect(sent.message.traceParent?.description == event.traceparent)
            #expect(abs(sent.message.timestamp.timeIntervalSinceNow) < 60)
            #expect(String(decoding: sent.message.body, as: UTF8.self) == event.body)
            #expect(sent.mandatory)
            #expect(publisher.published.first { $0.exchange == "deliveries" }?.mandatory == false)
            #expect(try await pool.count("outbox WHERE service = 'gateway'") == 1)
        }
    }

    @Test("an event that nothing else caused begins a trace of its own, the same however often it is published")
    func trace() async throws {
        try await withMigratedDatabase { pool in
            let publisher = RecordingPublisher()
            let event = Self.event("{}")
            try await Self.running(Self.relay(pool, publisher)) {
                for count in 1...2 {
                    try await Outbox.append([event], on: pool)
                    try await eventually { publisher.published.count == count }
                }
            }
            let id = event.messageID.text
            let digits = id.filter { $0 != "-" }
            #expect(publisher.published.map(\.message.correlationID) == [id, id])
            #expect(
                publisher.published.map(\.message.traceParent?.description)
                    == Array(repeating: "00-\(digits)-\(digits.suffix(16))-01", count: 2))
        }
    }

    @Test("a committed event wakes the relay at once; one of a rolled-back transaction never leaves")
    func waking() async throws {
        try await withMigratedDatabase { pool in
            let publisher = RecordingPublisher()
            // It would not look by itself for an hour.
            let relay = Self.relay(pool, publisher) { $0.poll = .seconds(3600) }
            try await Self.running(relay) {
                try await Outbox.append([Self.event("first")], on: pool)
                _ = try await publisher.arrivals.next()
                struct Undone: Error {}
                try? await pool.transaction { connection in
                    try await Outbox.append([Self.event("never")], on: connection)
                    throw Undone()
                }
                try await Outbox.append([Self.event("second")], on: pool)
                _ = try await publisher.arrivals.next()
                #expect(publisher.bodies == ["first", "second"])
            }
        }
    }

    @Test("two replicas share the work, and nothing leaves twice")
    func sharing() async throws {
        try await withMigratedDatabase(size: 8) { pool in
            // Whoever publishes first waits for the other, or it might do all the work before that has begun.
            let atWork = NIOLockedValueBox<Set<Int>>([])
            func publisher(_ replica: Int) -> RecordingPublisher {
                RecordingPublisher {
                    _ = atWork.withLockedValue { $0.insert(replica) }
                    try? await eventually { atWork.withLockedValue { $0.count } == 2 }
                }
            }
            let (one, two) = (publisher(1), publisher(2))
            let keys = ["whatsapp", "telegram"]
            try await Self.running(
                Self.relay(pool, one) { $0.batch = 20 }, Self.relay(pool, two) { $0.batch = 20 }
            ) {
                for round in 0..<20 {
                    let events = (0..<100).map { Self.event("\(round * 100 + $0)", key: keys[$0 % 2]) }
                    try await Outbox.append(events, on: pool)
                }
                try await eventually { try await pool.count("outbox") == 0 }
            }
            let all = one.bodies + two.bodies
            #expect(all.count == 2000)
            #expect(Set(all).count == 2000)
            #expect(!one.published.isEmpty && !two.published.isEmpty)
        }
    }

    @Test("a relay that dies between publishing and deleting repeats, under the same message id")
    func crash() async throws {
        try await withMigratedDatabase { pool in
            let stuck = TestSignal<Void>("the first relay may go on")
            let first = RecordingPublisher { try? await stuck.next() }
            let dying = Task { await Self.relay(pool, first) { $0.lease = .milliseconds(300) }.run() }
            try await Outbox.append([Self.event("once more")], on: pool)
            let lost = try await first.arrivals.next()
            let second = RecordingPublisher()
            try await Self.running(Self.relay(pool, second) { $0.poll = .milliseconds(20) }) {
                let repeated = try await second.arrivals.next()
                #expect(repeated == lost)
                try await eventually { try await pool.count("outbox") == 0 }
            }
            stuck.send(())
            dying.cancel()
            await dying.value
        }
    }

    @Test("a relay that is stopped finishes the batch in flight")
    func stopping() async throws {
        try await withMigratedDatabase { pool in
            let mayAnswer = TestSignal<Void>("the broker may answer")
            let publisher = RecordingPublisher { try? await Task { try await mayAnswer.next() }.value }
            let running = Task { await Self.relay(pool, publisher).run() }
            try await Outbox.append([Self.event("in flight")], on: pool)
            _ = try await publisher.arrivals.next()
            running.cancel()
            mayAnswer.send(())
            await running.value
            #expect(try await pool.count("outbox") == 0)
        }
    }
}
