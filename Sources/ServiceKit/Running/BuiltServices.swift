import Logging
import ServiceLifecycle

/// Builds a service's parts, which may mean waiting for a server, and runs them until the process is told to stop.
struct BuiltServices: Service {
    let context: ServiceContext
    let build: @Sendable (ServiceContext) async throws -> [any Service]

    func run() async throws {
        let start = context.health.component("start")
        let services = try await cancelWhenGracefulShutdown { try await build(context) }
        start.report(ready: true)
        defer { context.health.stop() }
        try await withGracefulShutdownHandler {
            if services.isEmpty {
                try await gracefulShutdown()
            } else {
                try await ServiceGroup(configuration: .init(services: services, logger: context.logger.quieter)).run()
            }
        } onGracefulShutdown: {
            context.health.stop()
        }
    }
}
