import Foundation
import Messaging
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Outbox lanes", .enabled(if: TestEnvironment.hasDatabase))
struct OutboxLaneTests {
    private typealias Relay = OutboxRelayTests

    @Test(
        "a lane that the broker refuses waits alone and flows again later",
        arguments: [PublishError.refused, .unroutable, .connectionLost, .timedOut, .blocked, .rejected("no exchange")])
    func refusedLane(error: PublishError) async throws {
        try await withMigratedDatabase { pool in
            let publisher = RecordingPublisher()
            publisher.fail("whatsapp", with: error)
            try await Relay.running(Relay.relay(pool, publisher)) {
                let events = (1...40).flatMap {
                    [Relay.event("w\($0)", key: "whatsapp"), Relay.event("t\($0)", key: "telegram")]
                }
                try await Outbox.append(events, on: pool)
                try await eventually { try await pool.count("outbox") == 40 }
                try await eventually { publisher.refusals > 0 }
                try await Outbox.append([Relay.event("t41", key: "telegram")], on: pool)
                try await eventually { publisher.bodies.contains("t41") }
                publisher.fail("whatsapp", with: nil)
                try await eventually { try await pool.count("outbox") == 0 }
            }
            #expect(publisher.bodies.filter { $0.hasPrefix("t") } == (1...41).map { "t\($0)" })
            #expect(publisher.bodies.filter { $0.hasPrefix("w") } == (1...40).map { "w\($0)" })
        }
    }

    @Test("an event that can never be published is set aside and kept, and the others go on")
    func hopeless() async throws {
        try await withMigratedDatabase { pool in
            let publisher = HugeRefuser()
            try await Relay.running(Relay.relay(pool, publisher)) {
                try await Outbox.append(["a", "huge", "b"].map { Relay.event($0) }, on: pool)
                try await eventually { try await pool.count("outbox") == 1 }
                try await Outbox.append([Relay.event("c")], on: pool)
                try await eventually { publisher.inner.bodies == ["a", "b", "c"] }
            }
            #expect(try await pool.count("outbox WHERE body = 'huge' AND not_before > now()") == 1)
        }
    }

    @Test("an event waits for its time without holding others up")
    func delay() async throws {
        try await withMigratedDatabase { pool in
            let publisher = RecordingPublisher()
            try await Relay.running(Relay.relay(pool, publisher) { $0.poll = .milliseconds(20) }) {
                try await Outbox.append([Relay.event("later", delay: .seconds(3600)), Relay.event("now")], on: pool)
                try await eventually { publisher.bodies == ["now"] }
                try await eventually { try await pool.count("outbox") == 1 }
                try await pool.execute(
                    "UPDATE campanello.outbox SET not_before = not_before - interval '3599.9 seconds'")
                try await eventually { publisher.bodies == ["now", "later"] }
            }
            #expect(try await pool.count("outbox") == 0)
        }
    }

    @Test("the lag tells how many wait and how old the oldest is")
    func lag() async throws {
        try await withMigratedDatabase { pool in
            let relay = Relay.relay(pool, RecordingPublisher())
            #expect(try await relay.lag().isEmpty)
            try await Outbox.append(
                [Relay.event("1"), Relay.event("2"), Relay.event("3", key: "telegram", delay: .seconds(60))], on: pool)
            try await pool.execute(
                """
                UPDATE campanello.outbox SET created_at = now() - interval '1 minute',
                    not_before = not_before - interval '1 minute' WHERE body = '1'
                """)
            let lags = try await relay.lag()
            #expect(lags.map(\.lane.routingKey) == ["telegram", "whatsapp"])
            #expect(lags.map(\.waiting) == [1, 2])
            #expect(lags[0].age == .zero)
            #expect(lags[1].age >= .seconds(60) && lags[1].age < .seconds(120))
        }
    }

    @Test("waits grow from nothing to their limit and begin anew")
    func backoff() {
        var backoff = Backoff(base: .milliseconds(100), limit: .seconds(1))
        let waits = (1...50).map { _ in backoff.next() }
        #expect(waits[0] <= .milliseconds(100))
        #expect(waits.allSatisfy { $0 >= .milliseconds(1) && $0 <= .seconds(1) })
        #expect(waits.contains { $0 > .milliseconds(200) })
        backoff.reset()
        #expect(backoff.next() <= .milliseconds(100))
    }
}

/// Takes everything but one message.
private struct HugeRefuser: Publisher {
    let inner = RecordingPublisher()

    func publish(
        _ message: Message, exchange: String, routingKey: String, mandatory: Bool
    ) async throws(PublishError) {
        guard message.body != Array("huge".utf8) else { throw .tooLarge(99_999_999) }
        try await inner.publish(message, exchange: exchange, routingKey: routingKey, mandatory: mandatory)
    }

    func publishAll(_ publications: [Publication]) async -> [Result<Void, PublishError>] {
        await RecordingPublisher.inOrder(publications, by: self)
    }
}
