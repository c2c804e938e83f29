import Contracts
import Foundation
import Notifications
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("People whose window is closed", .enabled(if: TestEnvironment.hasDatabase))
struct ClosedWindowTests {
    /// Whether the scheduler would speak to the person, were their filter due now.
    private func maySpeak(_ seeded: SeededDelivery, _ pool: PostgresPool) async throws -> Bool? {
        try await pool.execute(
            "UPDATE campanello.pending_filters SET due_at = now() - interval '1 second' WHERE user_id = $1",
            [.int(seeded.userID)])
        return try await pool.transaction { connection in
            try await SchedulingStore(connection: connection).claim(limit: 10, channels: [.whatsapp])
                .addressees.first?.mayBeSpokenTo
        }
    }

    private func record(
        _ outcome: DeliveryRecord.Outcome, _ seeded: SeededDelivery, _ world: PostgresDeliveryWorld,
        isTemplate: Bool = false
    ) async throws {
        let request = ClaimRequest(id: seeded.id, attempt: 1)
        let result = try await world.store.claim([request], on: .whatsapp, by: ClaimPolicy(owner: "one"))
        guard case .claimed(let claim)? = result.first else {
            Issue.record("not claimed: \(result)")
            return
        }
        let attempt = DeliveryRecord.Attempt(
            provider: "meta", number: 1, startedAt: Date(), isTemplate: isTemplate)
        let record = DeliveryRecord(
            claim.subject, channel: .whatsapp, attempt: 1, owner: claim.owner, address: claim.address,
            outcome: outcome, request: isTemplate ? attempt : nil)
        #expect(try await world.store.record([record]) == [true])
    }

    @Test("are not spoken to until they write, or a sender has a template in their language")
    func closed() async throws {
        try await withMigratedDatabase(size: 4) { pool in
            let world = PostgresDeliveryWorld(pool: pool)
            let store = PostgresDeliveryStore(pool: pool, service: "whatsapp-sender")
            let seeded = try await world.make(DeliverySeed(channel: .whatsapp))
            try await record(.skipped(.windowClosed, nil), seeded, world)
            #expect(try await maySpeak(seeded, pool) == false)
            try await world.apply(.openWindow(1), to: seeded)
            #expect(try await maySpeak(seeded, pool) == true)
            try await pool.execute("DELETE FROM campanello.conversation_windows", [])
            #expect(try await store.reopen(.whatsapp, locales: ["en", "it"]) == 0)
            #expect(try await maySpeak(seeded, pool) == false)
            #expect(try await store.reopen(.whatsapp, locales: ["ru"]) == 1)
            #expect(try await world.state(of: seeded).isPendingDue == true)
            #expect(try await maySpeak(seeded, pool) == true)
        }
    }

    @Test("are counted once each, by the number that wrote to them with a template")
    func people() async throws {
        try await withMigratedDatabase(size: 4) { pool in
            let world = PostgresDeliveryWorld(pool: pool)
            let store = PostgresDeliveryStore(pool: pool, service: "whatsapp-sender")
            let first = try await world.make(DeliverySeed(channel: .whatsapp, address: "+15005550006"))
            for seeded in [
                first, try await world.makeAnother(like: first),
                try await world.make(DeliverySeed(channel: .whatsapp, address: "+14158675309")),
            ] {
                try await record(.accepted(id: "1"), seeded, world, isTemplate: true)
            }
            let free = try await world.make(DeliverySeed(channel: .whatsapp, address: "+390212345678"))
            try await record(.accepted(id: "1"), free, world)
            #expect(try await store.peopleByTemplate(on: .whatsapp) == [1: 2])
            #expect(try await store.peopleByTemplate(on: .telegram) == [:])
        }
    }
}
