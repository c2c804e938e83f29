import Contracts
import Foundation
import Notifications

/// What every delivery store must do: run on the one in memory and on the one in PostgreSQL.
package enum DeliveryStoreConformance {
    /// A store did something else than it must.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package struct Rule: Sendable, CustomStringConvertible {
        package let description: String
        package let check: @Sendable (any DeliveryWorld) async throws -> Void

        init(_ description: String, _ check: @escaping @Sendable (any DeliveryWorld) async throws -> Void) {
            self.description = description
            self.check = check
        }
    }

    /// Every rule, to be checked on a world of its own.
    package static let rules = claiming + recording + numbers

    static let policy = ClaimPolicy(owner: "one", lease: .seconds(60), maximumAttempts: 3)

    static func claim(
        _ seeded: SeededDelivery, attempt: Int = 1, by policy: ClaimPolicy = policy, in world: any DeliveryWorld
    ) async throws -> ClaimResult {
        let request = ClaimRequest(id: seeded.id, attempt: attempt, listings: [seeded.listingID].compactMap { $0 })
        let results = try await world.store.claim([request], on: seeded.channel, by: policy)
        guard results.count == 1 else { throw Failure(description: "\(results.count) results for one request") }
        return results[0]
    }

    static func claimed(
        _ seeded: SeededDelivery, attempt: Int = 1, by policy: ClaimPolicy = policy, in world: any DeliveryWorld
    ) async throws -> Claim {
        let result = try await claim(seeded, attempt: attempt, by: policy, in: world)
        guard case .claimed(let claim) = result else { throw Failure(description: "not claimed: \(result)") }
        return claim
    }

    /// Records an outcome of a claim, as the sender does, and answers what the row says then.
    @discardableResult
    static func record(
        _ outcome: DeliveryRecord.Outcome, _ claim: Claim, of seeded: SeededDelivery,
        recipient: DeliveryRecord.RecipientChange? = nil, withRequest: Bool = true, isTaken: Bool = true,
        in world: any DeliveryWorld
    ) async throws -> SeededState {
        let request = DeliveryRecord.Attempt(provider: "telegram", number: 1, startedAt: Date())
        let record = DeliveryRecord(
            claim.subject, channel: seeded.channel, attempt: claim.attempt, owner: claim.owner,
            address: claim.address, outcome: outcome, request: withRequest ? request : nil, recipient: recipient)
        try expect(try await world.store.record([record]), [isTaken], "whether the row took it")
        return try await world.state(of: seeded)
    }

    static func expect<Value: Equatable>(_ value: Value, _ expected: Value, _ what: String) throws {
        guard value == expected else { throw Failure(description: "\(what): \(value), expected \(expected)") }
    }

    static let fault = ProviderError(.transient, code: "500", detail: "try later")
}
