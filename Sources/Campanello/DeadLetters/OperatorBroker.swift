import Foundation
import Logging
import Messaging
import NIOConcurrencyHelpers
import Operations
import Postgres
import RabbitMQ
import ServiceKit

/// The operator's two connections to the broker, for as long as a command needs them.
struct OperatorBroker: Sendable {
    let queues: DeadLetterQueues
    let publisher: RabbitMQPublisher

    static func use<R: Sendable>(
        _ settings: Settings, _ body: (OperatorBroker) async throws -> R
    ) async throws -> R {
        let configuration: RabbitMQConfiguration
        do {
            configuration = try RabbitMQConfiguration(url: try settings.amqpURL())
        } catch let error as SettingError {
            throw error
        } catch {
            throw SettingError(
                variable: "AMQP_URL", fault: "cannot be used: \(error)",
                example: "amqps://operator:…@broker.example:5671/%2F")
        }
        let silent = Logger(label: "campanello") { _ in SwiftLogNoOpLogHandler() }
        let isReady = NIOLockedValueBox(false)
        let subscriber = RabbitMQSubscriber(
            configuration: configuration, connectionName: "campanello consumer", logger: silent
        ) { state in isReady.withLockedValue { $0 = state == .ready } }
        let publisher = RabbitMQPublisher(
            configuration: configuration, connectionName: "campanello publisher", logger: silent)
        await subscriber.start()
        await publisher.start()
        let broker = OperatorBroker(
            queues: DeadLetterQueues(subscriber: subscriber) { isReady.withLockedValue { $0 } }, publisher: publisher)
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

/// Who is at work, for the audit log: `CAMPANELLO_OPERATOR`, else the name this machine knows the user by.
enum OperatorName {
    static func current(_ settings: Settings) throws -> String {
        try settings.string("CAMPANELLO_OPERATOR") ?? NSUserName()
    }
}
