import Contracts
import Foundation
import Persistence
import Postgres
import Testing
import TestSupport

@testable import Matcher

@Suite("Sweeping", .enabled(if: TestEnvironment.hasDatabase))
struct SweepTests {
    private func sweep(_ world: World) -> Sweep {
        Sweep(
            pool: world.service, matcher: world.matcher(), events: NotificationEvents(link: World.link),
            policy: SweepPolicy(retryScale: 1, retention: .seconds(86_400), oldestPending: world.policy.oldestPending),
            metrics: MatcherMetrics(), logger: World.logger, onMatches: {})
    }

    /// A person with a notification whose message is gone, due `ago` seconds before now.
    private func stuck(_ world: World, ago: Double = 1000) async throws {
        let anna = try await world.person("anna")
        _ = try await world.filter(anna)
        try await world.ingest([World.listing(1)])
        try await world.match()
        try await world.speak()
        try await world.pool.execute("DELETE FROM campanello.outbox")
        try await world.pool.execute(
            """
            UPDATE campanello.deliveries SET due_at = now() - $1::float8 * interval '1 second',
                updated_at = now() - $1::float8 * interval '1 second'
            """, [.double(ago)])
    }

    private func progress(_ world: World, ready: Int, last: UUID? = nil, ago: Double = 0) async throws {
        try await world.pool.execute(
            """
            INSERT INTO campanello.queue_progress (queue, ready_messages, last_delivered_id, recorded_at)
            VALUES ('telegram.notifications', $1, $2, now() - $3::float8 * interval '1 second')
            ON CONFLICT (queue) DO UPDATE SET ready_messages = EXCLUDED.ready_messages,
                last_delivered_id = EXCLUDED.last_delivered_id, recorded_at = EXCLUDED.recorded_at
            """, [.int(Int64(ready)), PostgresValue(last), .double(ago)])
    }

    @Test("listings whose event is lost are matched")
    func forgotten() async throws {
        try await withWorld { world in
            let filter = try await world.filter(try await world.person("anna"))
            try await world.ingest([World.listing(1), World.listing(2)])
            try await sweep(world).matchForgotten()
            #expect(try await world.matches() == [])
            try await world.pool.execute("UPDATE campanello.listings SET updated_at = now() - interval '10 minutes'")
            try await sweep(world).matchForgotten()
            #expect(try await world.matches() == ["\(filter.id)/1", "\(filter.id)/2"])
        }
    }

    @Test("a delivery whose message vanished is published again, once")
    func republished() async throws {
        try await withWorld { world in
            try await stuck(world)
            try await progress(world, ready: 0)
            #expect(try await sweep(world).republishStuck() == 1)
            let message = try #require(try await world.messages().first)
            #expect(message.total == 1)
            #expect(message.listings.map(\.facts.externalID) == ["1"])
            #expect(message.listings.first?.filters.count == 1)
            #expect(try await sweep(world).republishStuck() == 0)
        }
    }

    @Test("the attempt of the copy is the row's next one")
    func attempt() async throws {
        try await withWorld { world in
            try await stuck(world)
            try await progress(world, ready: 0)
            try await world.pool.execute("UPDATE campanello.deliveries SET attempt = 3")
            #expect(try await sweep(world).republishStuck() == 1)
            #expect(try await world.count("outbox WHERE attempt = 4") == 1)
        }
    }

    @Test("a dead process's claim is swept once its lease is over, under the claimed attempt")
    func deadClaim() async throws {
        try await withWorld { world in
            try await stuck(world)
            try await progress(world, ready: 0)
            try await world.pool.execute(
                """
                UPDATE campanello.deliveries SET status = 'sending', attempt = 1,
                    lease_until = now() + interval '1 minute'
                """)
            #expect(try await sweep(world).republishStuck() == 0)
            try await world.pool.execute("UPDATE campanello.deliveries SET lease_until = now() - interval '1 minute'")
            #expect(try await sweep(world).republishStuck() == 1)
            #expect(try await world.count("outbox WHERE attempt = 1") == 1)
        }
    }

    @Test("what moves, waits, is held or has a backlog before it is left alone")
    func leftAlone() async throws {
        try await withWorld { world in
            try await stuck(world)
            let sweep = sweep(world)
            // Nobody has heard of its sender.
            #expect(try await sweep.republishStuck() == 0)
            try await progress(world, ready: 0, ago: 3600)
            #expect(try await sweep.republishStuck() == 0)
            // A backlog that has not come to it.
            try await progress(world, ready: 5000, last: UUID.v7(at: Date() - 3600))
            #expect(try await sweep.republishStuck() == 0)
            // Its event still waits in an outbox.
            try await progress(world, ready: 0)
            try await world.pool.execute(
                """
                INSERT INTO campanello.outbox (service, exchange, routing_key, message_id, type, body)
                SELECT 'matcher', 'notifications', 'telegram', id, 'x', '{}' FROM campanello.deliveries
                """)
            #expect(try await sweep.republishStuck() == 0)
            try await world.pool.execute("DELETE FROM campanello.outbox")
            // The operator decides.
            try await world.pool.execute("UPDATE campanello.deliveries SET is_held = true")
            #expect(try await sweep.republishStuck() == 0)
            // It is not due yet.
            try await world.pool.execute(
                "UPDATE campanello.deliveries SET is_held = false, due_at = now() + interval '1 hour'")
            #expect(try await sweep.republishStuck() == 0)
            // A later message has come through.
            try await world.pool.execute("UPDATE campanello.deliveries SET due_at = now() - interval '1 hour'")
            try await progress(world, ready: 5000, last: UUID.v7(at: Date() + 1))
            #expect(try await sweep.republishStuck() == 1)
        }
    }

    @Test("direct messages are swept too, with nothing of their text")
    func direct() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna")
            let id = try await DirectMessageStore(pool: world.pool).send(
                NewDirectMessage(
                    userID: anna, channel: .telegram, locale: "it", textKey: "test", parameters: ["code": "123456"]))
            try await world.pool.execute("DELETE FROM campanello.outbox")
            try await world.pool.execute(
                """
                UPDATE campanello.deliveries SET due_at = now() - interval '1 hour',
                    updated_at = now() - interval '1 hour'
                """)
            try await world.pool.execute(
                "INSERT INTO campanello.queue_progress (queue, ready_messages) VALUES ('telegram.direct', 0)")
            #expect(try await sweep(world).republishStuck() == 1)
            let rows = try await world.pool.query("SELECT routing_key, message_id, body FROM campanello.outbox")
            let row = try #require(rows.first)
            #expect(try row.decode("routing_key") == "telegram.direct")
            #expect(try row.decode("message_id") == id)
            let body: String = try row.decode("body")
            #expect(!body.contains("123456"))
        }
    }

    @Test(
        "a message that the broker gave up kills its delivery, again when its letter was not filed, never a later copy")
    func givenUp() async throws {
        try await withWorld { world in
            try await stuck(world)
            let rows = try await world.pool.query("SELECT id FROM campanello.deliveries")
            let id: UUID = try #require(rows.first).decode("id")
            func giveUp(attempt: Int) async throws -> DeliveryLimitStore.Outcome {
                try await world.pool.transaction {
                    try await DeliveryLimitStore.markDead(id, attempt: attempt, service: "matcher", on: $0)
                }
            }
            try await world.pool.execute("UPDATE campanello.deliveries SET attempt = 1")
            #expect(try await giveUp(attempt: 1) == .settled)
            #expect(try await world.count("deliveries WHERE status = 'pending'") == 1)
            #expect(try await giveUp(attempt: 2) == .marked)
            #expect(try await giveUp(attempt: 2) == .marked)
            #expect(try await world.count("deliveries WHERE status = 'dead' AND in_doubt_at IS NULL") == 1)
        }
    }

    @Test("leading keeps no transaction open, which would hold back the clean-up of every dead row")
    func leadingHoldsNothingBack() async throws {
        try await withWorld { world in
            let rounds = TestSignal<Void>("a round")
            let leader = Leader(of: "sweep", pool: world.service, interval: .milliseconds(20), logger: World.logger)
            let leading = Task { await leader.run(round: { rounds.send(()) }, meanwhile: {}) }
            _ = try await rounds.next()
            _ = try await rounds.next()
            let open = try await world.pool.query(
                """
                SELECT count(*) AS transactions FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
                    AND state LIKE 'idle%'
                """, []
            ).first?.decode("transactions", as: Int.self)
            leading.cancel()
            await leading.value
            #expect(open == 0)
        }
    }

    @Test("one replica leads at a time, and another takes over when it stops")
    func leader() async throws {
        try await withWorld { world in
            let rounds = TestSignal<String>("a round")
            func lead(_ name: String) -> Task<Void, Never> {
                let leader = Leader(of: "sweep", pool: world.service, interval: .milliseconds(20), logger: World.logger)
                return Task { await leader.run(round: { rounds.send(name) }, meanwhile: {}) }
            }
            let first = lead("first")
            #expect(try await rounds.next() == "first")
            let second = lead("second")
            for _ in 1...5 {
                let round = try await rounds.next()
                #expect(round == "first")
            }
            first.cancel()
            await first.value
            #expect(try await rounds.first { $0 == "second" } == "second")
            #expect(!rounds.pending.contains("first"))
            second.cancel()
            await second.value
        }
    }
}
