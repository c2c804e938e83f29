import Hummingbird
import NIOCore
import Persistence
import Postgres
import RabbitMQ
import ServiceKit
import ServiceLifecycle

/// Keeps the pool until everything that uses it has stopped.
struct PoolService: Service {
    let pool: PostgresPool

    func run() async throws {
        try? await gracefulShutdown()
        await pool.shutdown()
    }
}

/// Keeps the connection to the broker until the relay has stopped.
struct PublisherService: Service {
    let publisher: RabbitMQPublisher

    func run() async throws {
        await withGracefulShutdownHandler {
            await publisher.run()
        } onGracefulShutdown: {
            Task { await publisher.shutdown() }
        }
    }
}

/// Publishes what the routes wrote into the outbox, once the database has the schema for it.
struct RelayService: Service {
    let relay: OutboxRelay
    let pool: PostgresPool
    let schema: HealthComponent

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await Schema.waitUntilCurrent(pool) { isReady, reason in
                    schema.report(ready: isReady, reason)
                }
                await relay.run()
            } catch is CancellationError {
                return
            }
        }
    }
}

/// The HTTP server; a port that cannot be opened is named by its setting.
struct ServerService: Service {
    let application: Application<RouterResponder<GatewayContext>>
    let host: String
    let port: Int

    func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError {
            throw SettingError(
                variable: "GATEWAY_PORT", fault: "is \(port), where \(host) cannot be listened on: \(error)",
                example: "8001")
        }
    }
}
