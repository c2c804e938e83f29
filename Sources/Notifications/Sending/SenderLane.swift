import Contracts
import Logging
import Messaging

/// One of a sender's two queues, with what works on it.
struct SenderLane: Sendable {
    let queue: WorkQueue
    let prefetch: Int
    /// Messages that are worked on at once. More than requests to the provider, since outcomes are being written of some.
    let concurrency: Int
    let slots: [Int: SlotDispenser]
    let sender: DeliverySender

    func loop(on subscriber: any Subscriber, atMost limit: Int = .max, logger: Logger) -> ConsumerLoop {
        ConsumerLoop(
            subscriber: subscriber, queue: queue.name, prefetch: min(prefetch, limit),
            concurrency: min(concurrency, limit), logger: logger)
    }

    func openSlots() async {
        for slots in slots.values { await slots.open() }
    }

    func closeSlots() async {
        for slots in slots.values { await slots.close() }
    }
}

extension SenderSettings {
    /// The claims' view of the numbers, of which none is known to work yet.
    func claimNumbers(_ numbers: [SendingNumber]) -> ClaimNumbers {
        ClaimNumbers(
            providers: numbers.map(\.provider.kind.rawValue), open: [], isSpread: routing == .spread,
            repeatable: numbers.filter(\.provider.features.hasIdempotencyKey).map(\.provider.kind.rawValue))
    }
}
