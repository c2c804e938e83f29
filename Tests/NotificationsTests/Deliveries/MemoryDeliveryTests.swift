import Notifications
import TestSupport
import Testing

@Suite("Deliveries in memory")
struct MemoryDeliveryTests {
    @Test("keep the rules that every delivery store keeps", arguments: DeliveryStoreConformance.rules)
    func keepsRule(_ rule: DeliveryStoreConformance.Rule) async throws {
        try await rule.check(MemoryDeliveryWorld())
    }
}
