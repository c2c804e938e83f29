/// A consumer on one queue, for as long as it is wanted: it survives lost connections, a deleted queue and a broker
/// that is away, and takes up again when it can.
package protocol Subscription: Sendable {
    /// What the broker delivers, for one reader. It never holds more than the prefetch, which is the back-pressure:
    /// once that many are unsettled the broker sends no more. It ends after `cancel()`, or when the subscriber shuts
    /// down. What is left in it then, and every unsettled delivery, goes back to the queue with the connection.
    var deliveries: DeliveryStream { get }

    /// The message is dealt with. Acknowledgements are collected and sent in order, so the effect may come some
    /// milliseconds later, or never when the connection is lost first: then the message is delivered again.
    func acknowledge(_ receipt: Receipt) async

    /// The message goes back to its queue, to be delivered again at once, to anybody; it counts towards the queue's
    /// delivery limit.
    func giveBack(_ receipt: Receipt) async

    /// Stops the flow of deliveries; returns when the broker has stopped or is away. Receipts already given out may
    /// still be settled.
    func cancel() async
}

/// Opens subscriptions.
package protocol Subscriber: Sendable {
    /// Returns at once, also when the broker is away.
    /// - Parameter prefetch: deliveries that may be unsettled, 1 to 65,535: twice the handler's concurrency for work
    ///   that waits for permits, 100 to 300 for fast work.
    /// - Throws: `SubscriberError`.
    func subscribe(queue: String, prefetch: Int) async throws -> any Subscription
}

package enum SubscriberError: Error, Sendable, Equatable {
    /// The subscriber was shut down.
    case closed
    /// An argument that AMQP cannot carry; the text names it.
    case invalid(String)
}
