package import Logging
package import Messaging

/// Consumes from RabbitMQ on a connection of its own that comes back by itself, with a channel for each subscription.
package final class RabbitMQSubscriber: Subscriber {
    private let connection: ConsumerConnection

    /// - Parameters:
    ///   - configuration: evaluated at every attempt to connect, so that a changed password is taken up.
    ///   - connectionName: as management shows it, such as `matcher consumer`.
    ///   - expecting: what has to be there besides the queues subscribed to; until it is, nothing is consumed.
    ///   - onState: called once per change, on the connection's thread; it must not block. Ready means connected with
    ///     every subscription registered.
    package init(
        configuration: @autoclosure @escaping @Sendable () -> RabbitMQConfiguration, connectionName: String,
        expecting topology: ExpectedTopology = ExpectedTopology(), logger: Logger,
        onState: @escaping @Sendable (BrokerState) -> Void = { _ in }
    ) {
        let settings = LinkSettings(
            configuration: configuration, name: connectionName, topology: topology, logger: logger)
        connection = ConsumerConnection(settings, onState: onState)
    }

    /// Begins to connect.
    package func start() async {
        await connection.start()
    }

    /// Starts and stays until `shutdown()`, or until the task is cancelled, which shuts it down.
    package func run() async {
        await connection.start()
        await withTaskCancellationHandler {
            await connection.closed()
        } onCancel: {
            Task { await connection.shutDown() }
        }
    }

    /// What these queues hold at the moment; nothing of those that are not there, or while there is no connection.
    package func levels(of queues: [String]) async -> [QueueLevel] {
        await connection.levels(of: queues)
    }

    /// Sends outstanding acknowledgements and disconnects; streams end, what is unsettled goes back to its queue.
    package func shutdown() async {
        await connection.shutDown()
    }

    package func subscribe(queue: String, prefetch: Int) async throws -> any Subscription {
        guard (1...MessageLimits.maximumShortString).contains(queue.utf8.count) else {
            throw SubscriberError.invalid("the queue's name has \(queue.utf8.count) bytes; 1 to 255 fit")
        }
        guard let limit = UInt16(exactly: prefetch), limit > 0 else {
            throw SubscriberError.invalid("prefetch is \(prefetch); 1 to 65535 would be right")
        }
        let deliveries = DeliveryQueue()
        let channel = try await connection.add(queue, prefetch: limit, deliveries)
        return RabbitMQSubscription(connection: connection, channel: channel, queue: deliveries)
    }
}
