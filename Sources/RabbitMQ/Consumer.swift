import Messaging
import Metrics

/// One subscription on the consuming connection. Its channel's number is its key there.
final class Consumer {
    enum Phase: Equatable {
        /// Not registered at the broker; to be tried at this time.
        case waiting(until: ContinuousClock.Instant)
        case consuming
        /// Nothing comes any more; unsettled receipts may still be settled.
        case cancelled
    }

    let queue: String
    let prefetch: UInt16
    let deliveries: DeliveryQueue
    var phase = Phase.waiting(until: .now)
    /// Of the present registration.
    var generation: UInt64 = 0
    var ledger: AckLedger
    /// Read, and not yet passed on.
    var arrived: [Delivery] = []
    /// Why it is waiting.
    var fault: String?
    private var failures = 0
    let acknowledged: Counter
    let givenBack: Counter

    init(queue: String, prefetch: UInt16, deliveries: DeliveryQueue) {
        self.queue = queue
        self.prefetch = prefetch
        self.deliveries = deliveries
        acknowledged = Counter(
            label: "amqp_settled_total", dimensions: [("queue", queue), ("result", "acknowledged")])
        givenBack = Counter(label: "amqp_settled_total", dimensions: [("queue", queue), ("result", "given-back")])
        ledger = AckLedger(prefetch: Int(prefetch))
    }

    /// The broker has registered it.
    func registered(generation: UInt64) {
        self.generation = generation
        ledger = AckLedger(prefetch: Int(prefetch))
        phase = .consuming
        fault = nil
        failures = 0
    }

    /// Its channel is gone: what was delivered comes again. To be tried anew after a short while.
    func interrupted(_ fault: String?, at now: ContinuousClock.Instant) {
        deliveries.purge()
        arrived = []
        ledger = AckLedger(prefetch: Int(prefetch))
        // Receipts of the lost channel belong to no generation any more.
        generation = 0
        self.fault = fault
        guard phase != .cancelled else { return }
        failures += fault == nil ? 0 : 1
        var generator = SystemRandomNumberGenerator()
        let wait = min(Reconnection.wait(afterFailures: failures, using: &generator), .seconds(5))
        phase = .waiting(until: fault == nil ? now : now + wait)
    }

    var waitsUntil: ContinuousClock.Instant? {
        if case .waiting(let time) = phase { time } else { nil }
    }
}
