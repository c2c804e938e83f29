import Contracts
import Foundation
import Notifications
import Persistence
import Postgres
@testable import TestSupport
import Testing

@Suite("Figures and traces of deliveries", .enabled(if: TestEnvironment.hasDatabase))
struct DeliveryFiguresTests {
    @Test("what is left to send is counted by channel, and what is held apart from it")
    func unfinished() async throws {
        try await withMigratedDatabase(size: 8) { pool in
            let world = PostgresDeliveryWorld(pool: pool)
            let seeded = [
                try await world.make(DeliverySeed(address: "1001")),
                try await world.make(DeliverySeed(address: "1002")),
                try await world.make(DeliverySeed(address: "1003")),
            ]
            let store = PostgresDeliveryStore(pool: pool, service: "telegram-sender")
            let channel = seeded[0].channel
            try await pool.execute(
                "UPDATE campanello.deliveries SET due_at = now() - interval '90 seconds' WHERE id = $1",
                [.uuid(seeded[0].id)])
            try await pool.execute(
                """
                UPDATE campanello.deliveries SET is_held = true, in_doubt_at = now(), due_at = now() - interval '1 day'
                WHERE id = $1
                """, [.uuid(seeded[1].id)])
            let left = try await store.unfinished(on: channel)
            #expect(left.count == 2)
            #expect(left.held == 1)
            #expect((90..<150).contains(left.oldestDueSeconds), "a held one is not waited for")
            let other: Channel = channel == .telegram ? .whatsapp : .telegram
            let nothing = try await store.unfinished(on: other)
            #expect((nothing.count, nothing.held) == (0, 0) && nothing.oldestDueSeconds == 0)
        }
    }

    @Test("a claim tells how old the message and its newest listing are")
    func ages() async throws {
        try await withMigratedDatabase(size: 8) { pool in
            let world = PostgresDeliveryWorld(pool: pool)
            let seeded = try await world.make(DeliverySeed())
            try await pool.execute("UPDATE campanello.deliveries SET created_at = now() - interval '10 seconds'")
            try await pool.execute("UPDATE campanello.notifications SET ingested_at = now() - interval '1 hour'")
            let age = try #require(try await DeliveryStoreConformance.claimed(seeded, in: world).age)
            #expect((10..<40).contains(age.sinceMade(now: .now)))
            #expect((3600..<3640).contains(try #require(age.sinceListing(now: .now))))
        }
    }

    @Test("the fact that a delivery ended goes on in the notification's trace")
    func fact() async throws {
        try await withMigratedDatabase(size: 8) { pool in
            let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            let world = PostgresDeliveryWorld(pool: pool)
            let seeded = try await world.make(DeliverySeed())
            try await pool.execute("UPDATE campanello.notifications SET traceparent = $1", [.text(trace)])
            let claim = try await DeliveryStoreConformance.claimed(seeded, in: world)
            try await DeliveryStoreConformance.record(.accepted(id: "m1"), claim, of: seeded, in: world)
            let rows = try await pool.query(
                "SELECT traceparent, correlation_id FROM campanello.outbox WHERE exchange = 'deliveries'")
            #expect(try rows.map { try $0.decode("traceparent", as: String.self) } == [trace])
            #expect(try rows.map { try $0.decode("correlation_id", as: String.self) } == [seeded.id.text])
        }
    }
}
