import Contracts
import Foundation
import Messaging
import Notifications
import Operations
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Replaying dead letters", .enabled(if: TestEnvironment.hasDatabase))
struct DeadLetterReplayTests {
    private struct Stage {
        let broker = MemoryBroker(.standard())
        let pool: PostgresPool
        let world: PostgresDeliveryWorld

        init(_ pool: PostgresPool) {
            self.pool = pool
            world = PostgresDeliveryWorld(pool: pool)
        }

        var replay: DeadLetterReplay {
            let queues = DeadLetterQueues(subscriber: broker, quiet: .milliseconds(100)) { true }
            return DeadLetterReplay(queues: queues, publisher: broker, pool: pool)
        }

        /// A delivery that died after nine attempts, and its letter.
        func makeDead(_ address: String, status: String = "dead") async throws -> SeededDelivery {
            let seeded = try await world.make(DeliverySeed(address: address))
            try await pool.execute(
                "UPDATE campanello.deliveries SET status = $2, attempt = 9, reason = 'attempts-spent' WHERE id = $1",
                [.uuid(seeded.id), .text(status)])
            try await broker.bury(seeded.id.uuidString.lowercased(), in: .telegramNotifications, code: "500")
            return seeded
        }

        func work() async -> [Message] { await broker.messages(in: WorkQueue.telegramNotifications.name) }
        func dead() async -> Int { await broker.messages(in: WorkQueue.telegramNotifications.dead).count }
    }

    @Test("sends what is dead, takes away what the person has, and leaves what has expired")
    func sorts() async throws {
        try await withMigratedDatabase(size: 4) { pool in
            let stage = Stage(pool)
            let dead = try await stage.makeDead("1")
            _ = try await stage.makeDead("2", status: "delivered")
            try await stage.world.apply(.expire, to: try await stage.makeDead("3"))
            let preview = try await stage.replay.preview(LetterSelection())
            #expect(preview.words == "3: 1 to send, 1 already delivered, 1 expired")
            await stage.broker.loseConnections()
            #expect(await stage.dead() == 3)

            let tally = try await stage.replay.replay(LetterSelection(), rate: 1_000, force: false, by: "test")
            #expect(tally.replayed == 1)
            await stage.broker.loseConnections()
            #expect(await stage.dead() == 1)
            let work = await stage.work()
            #expect(work.map(\.messageID) == [dead.id.uuidString.lowercased()])
            #expect(work.first?.attempt == 10)
            #expect(work.first?.headers["reason"] == nil)
            let state = try await stage.world.state(of: dead)
            #expect(state.status == .pending)
            let entries = try await AuditLog(pool: pool).latest(10)
            #expect(entries.map(\.action) == ["replay", "replay-begun"])
            #expect(entries.first?.operator == "test")
        }
    }

    @Test("is resumed after the broker refused in the middle, and sends nothing twice")
    func resumed() async throws {
        try await withMigratedDatabase(size: 4) { pool in
            let stage = Stage(pool)
            let dead = try await stage.makeDead("1")
            await stage.broker.failPublishes(with: .refused)
            await #expect(throws: PublishError.refused) {
                try await stage.replay.replay(LetterSelection(), rate: 1_000, force: false, by: "test")
            }
            await stage.broker.loseConnections()
            #expect(await stage.dead() == 1)
            await stage.broker.failPublishes(with: nil)
            let again = try await stage.replay.replay(LetterSelection(), rate: 1_000, force: false, by: "test")
            #expect(again.byProspect == [.onItsWay: 1])
            await stage.broker.loseConnections()
            #expect(await stage.dead() == 0)
            #expect(await stage.work().map(\.attempt) == [10])
            #expect(try await stage.world.state(of: dead).status == .pending)
        }
    }

    @Test("sends what is already delivered or expired only by force")
    func force() async throws {
        try await withMigratedDatabase(size: 4) { pool in
            let stage = Stage(pool)
            let delivered = try await stage.makeDead("1", status: "delivered")
            let expired = try await stage.makeDead("2")
            try await stage.world.apply(.expire, to: expired)
            let tally = try await stage.replay.replay(LetterSelection(), rate: 1_000, force: true, by: "test")
            #expect(tally.replayed == 2)
            #expect(try await stage.world.state(of: delivered).status == .pending)
            let prospects = try await ReplayStore(pool: pool).prospects([delivered.id, expired.id])
            #expect(prospects.values.allSatisfy { $0 == .onItsWay })
        }
    }

    @Test("gives a delivery all its attempts anew")
    func attempts() async throws {
        try await withMigratedDatabase(size: 4) { pool in
            let stage = Stage(pool)
            let dead = try await stage.makeDead("1")
            _ = try await stage.replay.replay(LetterSelection(), rate: 1_000, force: false, by: "test")
            let results = try await stage.world.store.claim(
                [ClaimRequest(id: dead.id, attempt: 10)], on: .telegram, by: ClaimPolicy(owner: "test"))
            guard case .claimed(let claim) = results.first else {
                Issue.record("not claimed: \(results)")
                return
            }
            #expect(claim.attempt == 10)
            let rules = OutcomeRules(retry: RetryPolicy(), inDoubt: .resend)
            let step = rules.step(
                after: ProviderError(.transient, code: "500", detail: ""), attempt: claim.attempt,
                before: claim.subject.attemptsBefore)
            guard case .retry = step.outcome else {
                Issue.record("given up: \(step.outcome)")
                return
            }
        }
    }

    @Test("dropping settles a delivery and gives back what it held, unless an attempt may have arrived")
    func drops() async throws {
        try await withMigratedDatabase(size: 4) { pool in
            let stage = Stage(pool)
            let dead = try await stage.makeDead("1")
            let doubtful = try await stage.makeDead("2")
            try await pool.execute(
                "UPDATE campanello.deliveries SET in_doubt_at = now() WHERE id = $1", [.uuid(doubtful.id)])
            #expect(try await stage.replay.drop(LetterSelection(), by: "test") == 2)
            await stage.broker.loseConnections()
            #expect(await stage.dead() == 0)
            let state = try await stage.world.state(of: dead)
            #expect(state.status == .skipped)
            #expect(state.entry == nil)
            #expect(state.isPendingDue == true)
            #expect(try await stage.world.state(of: doubtful).entry == "reserved")
        }
    }

    @Test("a replay of nothing is told and logged, and changes nothing")
    func nothing() async throws {
        try await withMigratedDatabase(size: 4) { pool in
            let tally = try await Stage(pool).replay.replay(LetterSelection(), rate: 10, force: false, by: "test")
            #expect(tally.words == "0")
        }
    }
}
