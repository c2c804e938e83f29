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

/// Publishes what the routes wrote into the outbox, once the database has the schema for it, on a connection that
/// ends with it. A stop waits no longer for the broker than the publisher does: what was not confirmed stays in the
/// outbox.
struct RelayService: Service {
    let relay: OutboxRelay
    let publisher: RabbitMQPublisher
    let pool: PostgresPool
    let schema: HealthComponent

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await publisher.run() }
            group.addTask { try await runRelay() }
            group.addTask {
                try? await gracefulShutdown()
                await publisher.shutdown()
            }
            try await group.waitForAll()
        }
    }

    private func runRelay() async throws {
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
