import Contracts
import Foundation
import Logging
import Messaging
import Persistence
import Postgres
import RabbitMQ
import ServiceKit
import TestSupport

@testable import Matcher

/// A database, a broker and Matchers that run on them.
struct Running: Sendable {
    let world: World
    let url: String
    let broker: RabbitMQConfiguration

    /// Gives `body` a world with a broker of its own, on which the Gateway's relay runs.
    static func with(_ body: (Running) async throws -> Void) async throws {
        try await withMigratedDatabaseURL { url in
            let configuration = try PostgresConfiguration(url: url, applicationName: "test", size: 4)
            try await TestDatabase.withPool(configuration, onState: { _ in }) { pool in
                try await TestBroker.withVirtualHost { amqp in
                    let running = Running(
                        world: World(pool: pool, service: pool), url: url, broker: try RabbitMQConfiguration(url: amqp))
                    try await running.publishing(as: "test gateway") { publisher in
                        let relay = OutboxRelay(
                            service: "gateway", pool: pool, publisher: publisher, logger: World.logger)
                        let relaying = Task { await relay.run() }
                        do {
                            try await body(running)
                        } catch {
                            relaying.cancel()
                            throw error
                        }
                        relaying.cancel()
                        await relaying.value
                    }
                }
            }
        }
    }

    func publishing<R>(as name: String, _ body: (RabbitMQPublisher) async throws -> R) async throws -> R {
        let publisher = RabbitMQPublisher(configuration: broker, connectionName: name, logger: World.logger)
        await publisher.start()
        do {
            let answer = try await body(publisher)
            await publisher.shutdown()
            return answer
        } catch {
            await publisher.shutdown()
            throw error
        }
    }

    func consuming<R>(as name: String, _ body: (RabbitMQSubscriber) async throws -> R) async throws -> R {
        let subscriber = RabbitMQSubscriber(configuration: broker, connectionName: name, logger: World.logger)
        await subscriber.start()
        do {
            let answer = try await body(subscriber)
            await subscriber.shutdown()
            return answer
        } catch {
            await subscriber.shutdown()
            throw error
        }
    }

    /// Takes `count` messages off a queue.
    func take(_ count: Int, from queue: String) async throws -> [Message] {
        try await consuming(as: "test reader") { subscriber in
            let subscription = try await subscriber.subscribe(queue: queue, prefetch: 100)
            let messages = TestSignal<Message>("messages of \(queue)")
            let reading = Task {
                for await delivery in subscription.deliveries {
                    messages.send(delivery.message)
                    await subscription.acknowledge(delivery.receipt)
                }
            }
            defer { reading.cancel() }
            var taken: [Message] = []
            while taken.count < count { taken.append(try await messages.next(within: .seconds(30))) }
            return taken
        }
    }

    /// Runs a Matcher, with a pool and connections of its own, while `body` does.
    func matching(_ settings: [String: String] = [:], _ body: () async throws -> Void) async throws {
        let values = [
            "DATABASE_URL": url, "AMQP_URL": "amqp://127.0.0.1", "JWT_SECRET": "0Zq8vX3nT5kL7mP9rW2yB4dF6hJ1sC8g",
            "TELEGRAM_BOT_TOKEN": "test-token", "WHATSAPP_ENABLED": "true", "GATHER_SECONDS": "0",
            "DEBUG_NOTIFICATIONS": "true",
        ].merging(settings) { $1 }
        let configuration = try MatcherConfiguration(Settings(values: values))
        let database = try PostgresConfiguration(
            url: ServiceRoles.url(url, as: .matcher), applicationName: "test matcher", size: 8)
        try await TestDatabase.withPool(database, onState: { _ in }) { pool in
            try await publishing(as: "test matcher") { publisher in
                try await consuming(as: "test matcher") { subscriber in
                    let parts = MatcherParts(
                        configuration, pool: pool, publisher: publisher, subscriber: subscriber,
                        health: Health(logger: World.logger), logger: World.logger)
                    try await parts.prepare()
                    let work = Task { await parts.runAll() }
                    do {
                        try await body()
                    } catch {
                        work.cancel()
                        await work.value
                        throw error
                    }
                    work.cancel()
                    await work.value
                }
            }
        }
    }
}

extension MatcherParts {
    fileprivate func runAll() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await relay.run() }
            group.addTask { await sweeper.run() }
            group.addTask { await scheduler.run() }
            group.addTask { await lookBacks.run() }
            group.addTask { await listener.run() }
            group.addTask { await consumer.run() }
        }
    }
}
