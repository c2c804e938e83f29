import Contracts
import Logging
import Postgres
import ServiceLifecycle
import TestSupport
import Testing

@testable import Gateway
@testable import ServiceKit

@Suite("The whole service", .enabled(if: TestEnvironment.hasDatabase && TestEnvironment.hasBroker))
struct RelayTests {
    @Test("what an ingest caused is published and confirmed, and the service says when it is ready")
    func relay() async throws {
        try await TestBroker.withVirtualHost(queues: [.matcherListings]) { amqpURL in
            try await withMigratedDatabaseURL { url in
                let context = Self.context(database: url, amqp: amqpURL)
                try await Self.running(context) { api in
                    let rows = (1...3).map {
                        #"{"source":"casa","external_id":"\#($0)","url":"https://example.org/\#($0)","city":"Roma"}"#
                    }
                    let answer = try await api.ingest("[\(rows.joined(separator: ","))]")
                    #expect(answer.json["created"].number == 3)
                    try await eventually("the outbox is empty") {
                        try await api.pool.query("SELECT FROM outbox", []).isEmpty
                    }
                    try await eventually("the service is ready") { context.health.isReady }
                }
            }
        }
    }

    @Test("without a broker the API goes on, the events wait, and the service is not ready")
    func withoutBroker() async throws {
        try await withMigratedDatabaseURL { url in
            // A port of the loopback at which nothing listens.
            let context = Self.context(database: url, amqp: "amqp://guest:guest@127.0.0.1:9/%2F")
            try await Self.running(context) { api in
                let answer = try await api.ingest(
                    #"[{"source":"casa","external_id":"1","url":"https://example.org/1","city":"Roma"}]"#)
                #expect(answer.json["created"].number == 1)
                let waiting = try await api.pool.query("SELECT FROM outbox", [])
                #expect(waiting.count == 1)
                try await eventually("the reason is known") {
                    context.health.components["broker"]?.reason.contains("127.0.0.1:9") == true
                }
                #expect(!context.health.isReady)
            }
        }
    }

    private static func context(database: String, amqp: String) -> ServiceContext {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let values = TestAPI.sandboxes.merging([
            "DATABASE_URL": database, "AMQP_URL": amqp, "GATEWAY_PORT": "0",
        ]) { _, given in given }
        return ServiceContext(
            name: "gateway", settings: Settings(values: values), logger: logger, health: Health(logger: logger))
    }

    /// Runs the service as its executable does, beside an API on the same database.
    private static func running(
        _ context: ServiceContext, _ body: @escaping @Sendable (TestAPI) async throws -> Void
    ) async throws {
        let services = try await App.buildServices(context)
        let group = ServiceGroup(configuration: .init(services: services, logger: context.logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                let database = try PostgresConfiguration(url: try context.settings.databaseURL(), size: 2)
                try await TestDatabase.withPool(database, onState: { _ in }) { pool in
                    try await TestAPI.run(on: pool, body)
                }
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
