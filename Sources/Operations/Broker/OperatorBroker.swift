import Logging
import Messaging
import NIOConcurrencyHelpers
package import RabbitMQ

/// The operator's two connections to the broker, for as long as a piece of work needs them.
package struct OperatorBroker: Sendable {
    package let queues: DeadLetterQueues
    package let publisher: RabbitMQPublisher

    /// - Parameter name: who connects, as the broker's management shows it.
    package static func use<R: Sendable>(
        _ configuration: RabbitMQConfiguration, name: String = "campanello",
        _ body: (OperatorBroker) async throws -> R
    ) async throws -> R {
        let silent = Logger(label: "campanello") { _ in SwiftLogNoOpLogHandler() }
        let isReady = NIOLockedValueBox(false)
        let fault = NIOLockedValueBox<String?>(nil)
        let subscriber = RabbitMQSubscriber(
            configuration: configuration, connectionName: "\(name) consumer", logger: silent
        ) { state in
            isReady.withLockedValue { $0 = state == .ready }
            if case .connecting(let reason?) = state { fault.withLockedValue { $0 = reason } }
        }
        let publisher = RabbitMQPublisher(
            configuration: configuration, connectionName: "\(name) publisher", logger: silent)
        await subscriber.start()
        await publisher.start()
        let broker = OperatorBroker(
            queues: DeadLetterQueues(
                subscriber: subscriber, fault: { fault.withLockedValue { $0 } },
                isConnected: { isReady.withLockedValue { $0 } }), publisher: publisher)
        do {
            let result = try await body(broker)
            await subscriber.shutdown()
            await publisher.shutdown()
            return result
        } catch {
            await subscriber.shutdown()
            await publisher.shutdown()
            throw error
        }
    }
}
