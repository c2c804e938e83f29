package import Logging
package import Messaging

/// Publishes to RabbitMQ, confirmed and persistent, on a connection of its own that comes back by itself.
package final class RabbitMQPublisher: Publisher {
    private let connection: PublisherConnection
    private let timeout: Duration

    /// - Parameters:
    ///   - configuration: evaluated at every attempt to connect, so that a changed password is taken up.
    ///   - connectionName: as management shows it, such as `matcher publisher`.
    ///   - expecting: what has to be there; until it is, the publisher is not ready and says what is missing.
    ///   - timeout: how long a publish may take, waiting for a connection included.
    ///   - onState: called once per change, on the connection's thread; it must not block.
    package init(
        configuration: @autoclosure @escaping @Sendable () -> RabbitMQConfiguration, connectionName: String,
        expecting topology: ExpectedTopology = ExpectedTopology(), timeout: Duration = .seconds(15), logger: Logger,
        onState: @escaping @Sendable (BrokerState) -> Void = { _ in }
    ) {
        self.timeout = timeout
        let settings = LinkSettings(
            configuration: configuration, name: connectionName, topology: topology, logger: logger)
        connection = PublisherConnection(settings, timeout: timeout, onState: onState)
    }

    /// Begins to connect. Messages published before wait for the connection.
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

    /// Takes no more messages, waits up to 5 s for confirms, disconnects. Publishes after it fail.
    package func shutdown() async {
        await connection.shutDown()
    }

    package func publish(
        _ message: Message, exchange: String, routingKey: String, mandatory: Bool
    ) async throws(PublishError) {
        if let fault = message.fault(exchange: exchange, routingKey: routingKey) { throw fault }
        let publication = Publication(message, exchange: exchange, routingKey: routingKey, mandatory: mandatory)
        let result = await withCheckedContinuation { continuation in
            let pending = PendingPublish(
                publication: publication, deadline: .now + timeout, ticket: .single(continuation))
            if !connection.inbox.push(pending) { continuation.resume(returning: .failure(.connectionLost)) }
        }
        try result.get()
    }

    package func publishAll(_ publications: [Publication]) async -> [Result<Void, PublishError>] {
        let checked = publications.map { publication -> Result<Void, PublishError> in
            let fault = publication.message.fault(
                exchange: publication.exchange, routingKey: publication.routingKey)
            return fault.map { .failure($0) } ?? .success(())
        }
        let sound = checked.indices.filter { if case .success = checked[$0] { true } else { false } }
        guard !sound.isEmpty else { return checked }
        let deadline = ContinuousClock.now + timeout
        return await withCheckedContinuation { continuation in
            let batch = PublishBatch(checked, remaining: sound.count, continuation)
            let pending = sound.map { index in
                PendingPublish(
                    publication: publications[index], deadline: deadline, ticket: .part(of: batch, index: index))
            }
            if !connection.inbox.push(contentsOf: pending) {
                for item in pending { item.ticket.settle(.failure(.connectionLost)) }
            }
        }
    }
}
