/// What the broker must hold: exchanges, queues, bindings, policies and users. The one source of truth; the
/// definitions file, the operator's tool and the tests' brokers are made from it.
package struct Topology: Sendable, Equatable {
    package var exchanges: [ExchangeDeclaration]
    package var queues: [QueueDeclaration]
    package var bindings: [Binding]
    package var policies: [Policy]
    package var users: [BrokerUser]
}

/// A durable exchange.
package struct ExchangeDeclaration: Sendable, Equatable {
    package enum Kind: String, Sendable { case topic, direct }

    package var name: String
    package var kind: Kind
}

/// A durable quorum queue. Work queues take their limits from a policy; a retry queue carries its own in arguments,
/// since without them its messages would vanish silently.
package struct QueueDeclaration: Sendable, Equatable {
    package var name: String
    /// By argument name, `x-queue-type` among them.
    package var arguments: [String: Argument]
}

/// From an exchange to a queue.
package struct Binding: Sendable, Equatable, Hashable {
    package var exchange: String
    package var queue: String
    package var routingKey: String

    package init(exchange: String, queue: String, routingKey: String) {
        self.exchange = exchange
        self.queue = queue
        self.routingKey = routingKey
    }
}

/// Limits and dead-lettering of the queues whose names match `pattern`. One policy applies to a queue, so each is
/// complete.
package struct Policy: Sendable, Equatable {
    package var name: String
    package var pattern: String
    package var definition: [String: Argument]
}

/// The value of a queue argument or a policy key.
package enum Argument: Sendable, Equatable, Encodable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case string(String)
    case int(Int)

    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let text): try container.encode(text)
        case .int(let number): try container.encode(number)
        }
    }
}
