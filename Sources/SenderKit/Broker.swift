import Contracts
import Logging
import Messaging
import NIOConcurrencyHelpers
import RabbitMQ
import ServiceKit

/// A sender's two connections to the broker.
struct Broker: Sendable {
    let publisher: RabbitMQPublisher
    let subscriber: RabbitMQSubscriber
    /// Whether every consumer is registered.
    let isConsuming = NIOLockedValueBox(false)

    /// The channel's work queues, with those that belong to them.
    static func queues(of channel: Channel) -> [String] {
        WorkQueue.notifications(channel).family + WorkQueue.direct(channel).family
    }

    init(_ configuration: SenderConfiguration, channel: Channel, _ context: ServiceContext) throws {
        let url = configuration.amqpURL
        let parsed: RabbitMQConfiguration
        do {
            parsed = try RabbitMQConfiguration(url: url)
        } catch {
            throw SettingError(
                variable: "AMQP_URL", fault: "cannot be used: \(error)",
                example: "amqps://\(context.name):…@broker.example:5671/%2F")
        }
        let exchanges = RetryLevel.allCases.map(Exchange.retry) + [Exchange.deadLetters, Exchange.deliveries]
        let publishing = context.health.component("broker publisher")
        publisher = RabbitMQPublisher(
            configuration: parsed, connectionName: "\(context.name) publisher",
            expecting: ExpectedTopology(exchanges: exchanges), logger: context.logger
        ) { publishing.report($0) }
        let consuming = context.health.component("broker consumer")
        let isConsuming = isConsuming
        subscriber = RabbitMQSubscriber(
            configuration: parsed, connectionName: "\(context.name) consumer",
            expecting: ExpectedTopology(
                queues: [WorkQueue.notifications(channel).name, WorkQueue.direct(channel).name]),
            logger: context.logger
        ) { state in
            isConsuming.withLockedValue { $0 = state == .ready }
            consuming.report(state)
        }
    }
}

extension HealthComponent {
    func report(_ state: BrokerState) {
        switch state {
        case .ready: report(ready: true)
        case .connecting(let reason): report(ready: false, reason ?? "connecting")
        case .blocked(let reason): report(ready: false, "the broker takes no messages: \(reason)")
        case .closed: report(ready: false, "closed")
        }
    }
}
