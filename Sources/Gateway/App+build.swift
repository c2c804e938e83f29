import Contracts
import Hummingbird
import HummingbirdCore
import Logging
import Messaging
import NIOCore
import Observability
import Persistence
import Postgres
import RabbitMQ
import ServiceKit
import ServiceLifecycle

extension App {
    /// Reads the configuration and wires the service. Nothing is waited for here: the port opens at once, and what
    /// is away is answered with 503 until it is back.
    static func buildServices(_ context: ServiceContext) async throws -> [any Service] {
        let configuration = try GatewayConfiguration(context.settings)
        if configuration.ingestKeys.isEmpty {
            context.logger.warning("INGEST_API_KEYS is not set: no scraper can send listings")
        }
        let pool = try pool(context)
        PoolFigures.watch { pool.counts }
        let publisher = try publisher(context)
        let handover = OutboxHandover()
        let relay = OutboxRelay(
            service: context.name, pool: pool, publisher: publisher, logger: context.logger, handover: handover)
        let gateway = try Gateway(
            configuration: configuration, pool: pool, handover: handover, health: context.health,
            logger: context.logger)
        return [
            PoolService(pool: pool),
            RelayService(
                relay: relay, publisher: publisher, pool: pool, schema: context.health.component("schema")),
            HousekeepingService(stores: gateway.stores, logger: context.logger),
            CallbackService(gateway: gateway, pool: pool, logger: context.logger),
            ServerService(
                application: application(gateway, logger: context.logger), host: configuration.host,
                port: configuration.port),
        ]
    }

    /// The HTTP server: headers up to 16 KiB within a minute, bodies within `readDeadline` of their headers;
    /// connections that say nothing for a minute are closed.
    static func application(
        _ gateway: Gateway, logger: Logger, readDeadline: TimeAmount = .seconds(60)
    ) -> Application<RouterResponder<GatewayContext>> {
        let configuration = gateway.configuration
        return Application(
            router: Routes(gateway: gateway).router(),
            server: .onLoops(
                .init(
                    additionalChannelHandlers: [
                        UnreadableRequest(), ReadDeadline(limit: readDeadline), ContinueOnExpect(),
                    ],
                    idleTimeout: .seconds(60),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16 * 1024, maxHeaderListSize: 16 * 1024, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil),
            logger: logger)
    }

    private static func pool(_ context: ServiceContext) throws -> PostgresPool {
        let url = try context.settings.databaseURL()
        let health = context.health.component("database")
        let configuration = try PostgresConfiguration(
            url: url, applicationName: context.name, sharesThread: true)
        return PostgresPool(configuration: configuration, logger: context.logger) { state in
            switch state {
            case .connecting: health.report(ready: false, "connecting")
            case .ready: health.report(ready: true)
            case .unavailable(let reason): health.report(ready: false, reason)
            case .closed: health.report(ready: false, "closed")
            }
        }
    }

    private static func publisher(_ context: ServiceContext) throws -> RabbitMQPublisher {
        let configuration = try RabbitMQConfiguration(url: try context.settings.amqpURL())
        let health = context.health.component("broker")
        return RabbitMQPublisher(
            configuration: configuration, connectionName: "\(context.name) publisher",
            expecting: ExpectedTopology(exchanges: [Exchange.listings, Exchange.notifications, Exchange.deliveries]),
            logger: context.logger
        ) { state in
            switch state {
            case .connecting(let reason): health.report(ready: false, reason ?? "connecting")
            case .ready: health.report(ready: true)
            case .blocked(let reason): health.report(ready: false, "the broker takes no messages: \(reason)")
            case .closed: health.report(ready: false, "closed")
            }
        }
    }
}
