/// What a delivery is settled by. It means something only to the subscription it came from.
package struct Receipt: Sendable, Hashable {
    /// Which registration of the consumer delivered it. After a reconnection the broker delivers again what was not
    /// acknowledged, so a receipt of an earlier generation is dropped.
    package let generation: UInt64
    /// The broker's delivery tag.
    package let tag: UInt64

    package init(generation: UInt64, tag: UInt64) {
        self.generation = generation
        self.tag = tag
    }
}

/// A message as a consumer gets it. It stays the broker's until it is acknowledged.
package struct Delivery: Sendable {
    package let message: Message
    package let queue: String
    package let exchange: String
    package let routingKey: String
    /// Whether somebody may have seen it before: true is a hint, false is no promise.
    package let redelivered: Bool
    package let receipt: Receipt

    package init(
        message: Message, queue: String, exchange: String, routingKey: String, redelivered: Bool, receipt: Receipt
    ) {
        self.message = message
        self.queue = queue
        self.exchange = exchange
        self.routingKey = routingKey
        self.redelivered = redelivered
        self.receipt = receipt
    }
}
