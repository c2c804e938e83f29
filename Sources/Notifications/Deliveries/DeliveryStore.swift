package import Contracts
package import Foundation

/// Where deliveries are kept. Every call stands for many deliveries: callers collect (`Batcher`).
package protocol DeliveryStore: Sendable {
    /// Claims those deliveries that may be sent now, in one committed step, and says of every other why not. The
    /// results stand in the order of the requests, whose ids are distinct.
    func claim(
        _ requests: [ClaimRequest], on channel: Channel, by policy: ClaimPolicy
    ) async throws(DeliveryStoreError) -> [ClaimResult]

    /// Writes what came of deliveries, with all that hangs on it: attempts, entries, pending filters, recipients,
    /// the facts for whoever listens, and the notice that a direct message is settled. In one transaction.
    /// - Returns: for every record, in order, whether its row took it; false means that the claim was lost meanwhile.
    func record(_ records: [DeliveryRecord]) async throws(DeliveryStoreError) -> [Bool]

    /// Takes `count` send slots, `step` apart, of those shared under `key` by every replica.
    /// - Returns: how long until the first of them, by the database's clock.
    func takeSlots(key: String, count: Int, step: Duration) async throws(DeliveryStoreError) -> Duration

    /// Notes how far queues have come.
    func note(_ progress: [QueueProgress]) async throws(DeliveryStoreError)

    /// Returns when the store can be used.
    func ping() async throws(DeliveryStoreError)
}

/// How far a queue has come, as its consumer sees it.
package struct QueueProgress: Sendable, Equatable {
    package let queue: String
    /// The latest delivery that came, by its id's time.
    package let lastDeliveredID: UUID?
    /// Messages that wait in the queue; nil where that is not known.
    package let readyMessages: Int?

    package init(queue: String, lastDeliveredID: UUID?, readyMessages: Int?) {
        self.queue = queue
        self.lastDeliveredID = lastDeliveredID
        self.readyMessages = readyMessages
    }
}

/// Why the store did not do it.
package enum DeliveryStoreError: Error, Sendable, Equatable {
    /// It cannot be reached, or is too busy: the same call may pass later.
    case unavailable(String)
    /// It refused this call; another one may pass. The text holds no values.
    case failed(String)
}
