import Contracts
import Foundation
import Notifications
import Operations
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Deliveries in doubt", .enabled(if: TestEnvironment.hasDatabase))
struct DoubtTests {
    /// A delivery that is held: its first attempt is in doubt.
    private func held(_ world: PostgresDeliveryWorld, _ address: String) async throws -> SeededDelivery {
        let seeded = try await world.make(DeliverySeed(address: address))
        try await world.pool.execute(
            """
            UPDATE campanello.deliveries SET attempt = 1, in_doubt_at = now(), is_held = true, reason = 'in-doubt'
            WHERE id = $1
            """, [.uuid(seeded.id)])
        return seeded
    }

    @Test("a held one that is to be sent is swept at once and claimed once, although doubt is held")
    func resend() async throws {
        try await withMigratedDatabase(size: 4) { pool in
            let world = PostgresDeliveryWorld(pool: pool)
            let seeded = try await held(world, "1")
            let other = try await held(world, "2")
            let outcome = try await DoubtStore(pool: pool)
                .resend(DoubtStore.Selection(ids: [seeded.id]), force: false, by: "olga")
            #expect(outcome.settled == 1 && outcome.expired == 0)
            try await pool.execute(
                """
                INSERT INTO campanello.queue_progress (queue, ready_messages, recorded_at)
                VALUES ('telegram.notifications', 0, now())
                """)
            let stuck = try await pool.transaction { connection in
                try await SweepStore.takeStuck(
                    olderThan: .seconds(900), heardWithin: .seconds(60), limit: 10, on: connection)
            }
            #expect(stuck.map(\.id) == [seeded.id])
            let policy = ClaimPolicy(owner: "test", inDoubt: .hold)
            let claims = try await world.store.claim(
                [ClaimRequest(id: seeded.id, attempt: 2), ClaimRequest(id: other.id, attempt: 2)], on: .telegram,
                by: policy)
            guard case .claimed(let claim) = claims.first else {
                Issue.record("not claimed: \(claims)")
                return
            }
            #expect(claim.attempt == 2)
            let log = try await AuditLog(pool: pool).latest(1)
            #expect(log.map(\.action) == ["resend"])
        }
    }

    @Test("a dropped one is settled, and its listings count as said")
    func drop() async throws {
        try await withMigratedDatabase(size: 4) { pool in
            let world = PostgresDeliveryWorld(pool: pool)
            let seeded = try await held(world, "1")
            let outcome = try await DoubtStore(pool: pool).drop(DoubtStore.Selection(), by: "olga")
            #expect(outcome.settled == 1)
            let state = try await world.state(of: seeded)
            #expect(state.status == .skipped)
            #expect(state.entry == "reserved")
            #expect(try await DoubtStore(pool: pool).drop(DoubtStore.Selection(), by: "olga").settled == 0)
        }
    }

    @Test("what has expired is sent only by force, and a living claim is left alone")
    func expired() async throws {
        try await withMigratedDatabase(size: 4) { pool in
            let world = PostgresDeliveryWorld(pool: pool)
            let seeded = try await held(world, "1")
            try await world.apply(.expire, to: seeded)
            let store = DoubtStore(pool: pool)
            let refused = try await store.resend(DoubtStore.Selection(), force: false, by: "olga")
            #expect(refused.settled == 0 && refused.expired == 1)
            let forced = try await store.resend(DoubtStore.Selection(), force: true, by: "olga")
            #expect(forced.settled == 1)
            try await pool.execute(
                """
                UPDATE campanello.deliveries SET status = 'sending', lease_until = now() + interval '1 minute'
                """)
            let living = try await store.drop(DoubtStore.Selection(heldOnly: false), by: "olga")
            #expect(living.settled == 0)
        }
    }
}
