import Contracts
import Notifications
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Deliveries in PostgreSQL", .enabled(if: TestEnvironment.hasDatabase))
struct DeliveryStoreTests {
    @Test("keeps the rules that every delivery store keeps", arguments: DeliveryStoreConformance.rules)
    func keepsRule(_ rule: DeliveryStoreConformance.Rule) async throws {
        try await withMigratedDatabase(size: 8) { pool in
            // With the rights that a sender has, and no more.
            try await ServiceRoles.withPool(.telegramSender, like: pool) { service in
                try await rule.check(PostgresDeliveryWorld(pool: pool, service: service))
            }
        }
    }

    @Test("claims whose listings cannot be read are given back")
    func claimIsUndone() async throws {
        try await withMigratedDatabase(size: 8) { pool in
            let world = PostgresDeliveryWorld(pool: pool)
            let seeded = try await world.make(DeliverySeed())
            let request = ClaimRequest(id: seeded.id, attempt: 1, listings: [try #require(seeded.listingID)])
            let policy = ClaimPolicy(owner: "one#1")
            try await pool.execute("ALTER TABLE campanello.listings RENAME COLUMN url TO link")
            await #expect(throws: DeliveryStoreError.self) {
                try await world.store.claim([request], on: .telegram, by: policy)
            }
            let state = try await world.state(of: seeded)
            #expect(state.status == .pending && state.attempt == 0)
            let row = try await pool.query(
                """
                SELECT owner IS NULL AND lease_until IS NULL AND first_attempt_at IS NULL AS is_free
                FROM campanello.deliveries WHERE id = $1
                """, [.uuid(seeded.id)]
            ).first
            #expect(try #require(row).decode("is_free", as: Bool.self))
            try await pool.execute("ALTER TABLE campanello.listings RENAME COLUMN link TO url")
            let again = try await world.store.claim([request], on: .telegram, by: ClaimPolicy(owner: "one#2"))
            let claim = try #require(
                again.lazy.compactMap { if case .claimed(let claim) = $0 { claim } else { nil } }.first)
            #expect(claim.attempt == 1 && claim.listings.count == 1)
        }
    }
}
