import Contracts
import Foundation
import Messaging
import Notifications
import Persistence
import Postgres
@testable import TestSupport
import Testing

/// Deliveries of Meta's, and the reports on them.
struct ReportWorld: Sendable {
    static let address = "+15005550006"

    let world: PostgresDeliveryWorld
    let store: CallbackStore
    let reports: ReportStore

    static func run(_ body: (ReportWorld) async throws -> Void) async throws {
        try await withMigratedDatabase(size: 8) { pool in
            let events = DeliveryEvent(service: "gateway") { id, _ in "https://campanello.invalid/n/\(id.text)" }
            try await body(
                ReportWorld(
                    world: PostgresDeliveryWorld(pool: pool), store: CallbackStore(pool: pool),
                    reports: ReportStore(retry: RetryPolicy(maximumAttempts: 3, scale: 0.001), events: events)))
        }
    }

    var pool: PostgresPool { world.pool }

    func delivery(isDirect: Bool = false) async throws -> SeededDelivery {
        let seeded = try await world.make(
            DeliverySeed(channel: .whatsapp, address: Self.address, isDirect: isDirect))
        if let listing = seeded.listingID {
            try await pool.execute(
                """
                INSERT INTO campanello.notification_listings (notification_id, position, listing_id, home_id, filter_ids)
                VALUES ($1, 1, $2, $2, $3)
                """, [.uuid(seeded.id), .int(listing), .intArray([seeded.filterID].compactMap { $0 })])
        }
        return seeded
    }

    /// One attempt with its outcome, as a sender makes it.
    @discardableResult
    func attempt(
        _ number: Int, _ outcome: DeliveryRecord.Outcome, of seeded: SeededDelivery, isTaken: Bool = true
    ) async throws -> SeededState {
        let claim = try await DeliveryStoreConformance.claimed(seeded, attempt: number, in: world)
        return try await record(outcome, claim, of: seeded, isTaken: isTaken)
    }

    @discardableResult
    func record(
        _ outcome: DeliveryRecord.Outcome, _ claim: Claim, of seeded: SeededDelivery, isTaken: Bool = true
    ) async throws -> SeededState {
        let record = DeliveryRecord(
            claim.subject, channel: .whatsapp, attempt: claim.attempt, owner: claim.owner, address: claim.address,
            outcome: outcome,
            request: DeliveryRecord.Attempt(provider: "meta", number: 1, startedAt: Date(timeIntervalSinceNow: -1)))
        #expect(try await world.store.record([record]) == [isTaken])
        return try await world.state(of: seeded)
    }

    /// Stores a report and works on it.
    @discardableResult
    func report(
        _ status: AttemptStatus, _ id: String = "wamid.1", of delivery: UUID? = nil, error: ReportedError? = nil
    ) async throws -> CallbackVerdict? {
        let report = DeliveryReport(
            providerMessageID: id, deliveryID: delivery, status: status, error: error, address: Self.address,
            at: Date())
        let ids = try await store.add([
            IncomingCallback(
                channel: .whatsapp, provider: .meta, number: 1,
                event: KeyedEvent(key: "\(id) \(status.rawValue) \(UUID())", event: .report(report)))
        ])
        let row = try #require(ids.first.flatMap { $0 })
        return try await work(row)
    }

    func work(_ id: Int64) async throws -> CallbackVerdict? {
        let reports = reports
        return try await store.work(id) { callback, connection in
            guard case .report(let report) = callback.event else { return .done("other") }
            return try await reports.apply(report, of: callback, on: connection)
        }?.1
    }

    /// The messages that wait in the outbox for the senders: their attempts.
    func copies(of seeded: SeededDelivery) async throws -> [Int] {
        try await pool.query(
            "SELECT attempt FROM campanello.outbox WHERE exchange = 'notifications' AND message_id = $1 ORDER BY seq",
            [.uuid(seeded.id)]
        ).map { try $0.decode("attempt") }
    }
}

extension ReportWorld {
    @discardableResult
    func claimed(_ seeded: SeededDelivery, attempt: Int = 1) async throws -> Claim {
        try await DeliveryStoreConformance.claimed(seeded, attempt: attempt, in: world)
    }
}
