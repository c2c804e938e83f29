import Contracts
import Logging
import Messaging
import Observability
import Persistence
import Postgres
import RabbitMQ
import ServiceKit
import ServiceLifecycle

extension App {
    /// Wires the Matcher, once the database is there and has the schema it needs. The broker may come later.
    static func build(_ context: ServiceContext) async throws -> [any Service] {
        let configuration = try MatcherConfiguration(context.settings)
        let broker = try brokerConfiguration(configuration.amqpURL)
        let pool = try pool(configuration, context)
        PoolFigures.watch { pool.counts }
        do {
            try await waitForSchema(pool, context)
            let (publisher, subscriber) = connections(broker, context)
            let parts = MatcherParts(
                configuration, pool: pool, publisher: publisher, subscriber: subscriber, health: context.health,
                logger: context.logger)
            try await prepare(parts, context)
            sayWhatIsOff(configuration, context)
            return [
                Closing { await pool.shutdown() },
                Work("publisher") { await publisher.run() },
                Work("subscriber") { await subscriber.run() },
                Work("queues") { await QueueWatch(WorkQueue.matcherListings.family, over: subscriber).run() },
            ] + parts.services
        } catch {
            await pool.shutdown()
            throw error
        }
    }

    private static func brokerConfiguration(_ url: String) throws -> RabbitMQConfiguration {
        do {
            return try RabbitMQConfiguration(url: url)
        } catch {
            throw SettingError(
                variable: "AMQP_URL", fault: "\(error)", example: "amqps://matcher:…@broker.example:5671/%2F")
        }
    }

    private static func pool(
        _ configuration: MatcherConfiguration, _ context: ServiceContext
    ) throws -> PostgresPool {
        let database = context.health.component("database")
        do {
            return PostgresPool(
                configuration: try PostgresConfiguration(
                    url: configuration.databaseURL, applicationName: "campanello matcher"),
                logger: context.logger, onState: { database.report($0) })
        } catch {
            throw SettingError(
                variable: "DATABASE_URL", fault: "\(error)",
                example: "postgresql://campanello@db.example:5432/campanello")
        }
    }

    private static func connections(
        _ broker: RabbitMQConfiguration, _ context: ServiceContext
    ) -> (RabbitMQPublisher, RabbitMQSubscriber) {
        let publishing = context.health.component("publisher")
        let consuming = context.health.component("consumer")
        let publisher = RabbitMQPublisher(
            configuration: broker, connectionName: "matcher publisher",
            expecting: ExpectedTopology(exchanges: [
                Exchange.notifications, Exchange.deadLetters, Exchange.deliveries,
            ]), logger: context.logger, onState: { publishing.report($0) })
        let subscriber = RabbitMQSubscriber(
            configuration: broker, connectionName: "matcher consumer", logger: context.logger,
            onState: { consuming.report($0) })
        return (publisher, subscriber)
    }

    private static func waitForSchema(_ pool: PostgresPool, _ context: ServiceContext) async throws {
        let schema = context.health.component("schema")
        try await Schema.waitUntilCurrent(pool) { isReady, reason in schema.report(ready: isReady, reason) }
    }

    /// Tries again while the database is away.
    private static func prepare(_ parts: MatcherParts, _ context: ServiceContext) async throws {
        let filters = context.health.component("filters")
        while true {
            do {
                try await parts.prepare()
                return filters.report(ready: true)
            } catch let error as PostgresError where error.isTransient {
                filters.report(ready: false, "filters cannot be read: \(error)")
                try await Task.sleep(for: .seconds(1))
            }
        }
    }

    private static func sayWhatIsOff(_ configuration: MatcherConfiguration, _ context: ServiceContext) {
        for channel in Channel.allCases where configuration.policy.schedules[channel] == nil {
            context.logger.info("no notifications are made for \(channel.rawValue): the channel is off")
        }
    }
}
