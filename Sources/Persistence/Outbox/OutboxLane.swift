/// The events of one service that go the same way. A lane that the broker refuses waits alone.
package struct OutboxLane: Sendable, Hashable, CustomStringConvertible {
    package let exchange: String
    package let routingKey: String

    package init(exchange: String, routingKey: String) {
        self.exchange = exchange
        self.routingKey = routingKey
    }

    package var description: String { "\(exchange)/\(routingKey)" }

    /// Facts may have no listener; every other message must find a queue.
    package var isMandatory: Bool { exchange != "deliveries" }
}

/// How far a lane is behind.
package struct OutboxLag: Sendable, Equatable {
    package let lane: OutboxLane
    /// Events that wait, those that are not due yet included.
    package let waiting: Int
    /// The age of the oldest event that is due; zero where none is.
    package let age: Duration
}
