import Notifications
import Persistence
import TestSupport
import Testing

@Suite("Deliveries in PostgreSQL", .enabled(if: TestEnvironment.hasDatabase))
struct DeliveryStoreTests {
    @Test("keeps the rules that every delivery store keeps", arguments: DeliveryStoreConformance.rules)
    func keepsRule(_ rule: DeliveryStoreConformance.Rule) async throws {
        try await withMigratedDatabase(size: 8) { pool in
            try await rule.check(PostgresDeliveryWorld(pool: pool))
        }
    }
}
