import Foundation
import Logging
import Observability
package import ServiceLifecycle
import UnixSignals

/// Runs a service from its settings to its graceful end; never returns otherwise than by `exit`.
///
/// It sets up logs (`LOG_LEVEL`, `LOG_FORMAT`) and metrics, opens the admin port (`ADMIN_HOST`, `ADMIN_PORT`) so that
/// readiness can say what is being waited for, then builds the service's parts and runs them. SIGTERM and SIGINT stop
/// them in reverse order, so list what others need first; what has not stopped in time is cancelled. A
/// ``SettingError`` ends the process with one line and status 1.
///
/// - Parameters:
///   - name: As in `gateway`; the name in logs, health and connections.
///   - adminPort: The default of `ADMIN_PORT`.
///   - stopWithin: How long a graceful stop may take before it becomes a cancellation.
///   - build: Makes the parts. It may wait; a stop meanwhile cancels it. No parts means idle until stopped.
package func runService(
    _ name: String, adminPort: Int, version: String = CampanelloVersion.current, stopWithin: Duration = .seconds(25),
    _ build: @escaping @Sendable (ServiceContext) async throws -> [any Service]
) async {
    await answerArguments(name: name, version: version, adminPort: adminPort)
    do {
        let settings = try await Settings.load()
        let stream = try bootstrapObservability(settings, service: name)
        let logger = Logger(label: name)
        let context = ServiceContext(name: name, settings: settings, logger: logger, health: Health(logger: logger))
        ServiceFigures.watch(context.health, service: name, version: version)
        let admin = AdminServer(
            host: try settings.string("ADMIN_HOST") ?? "127.0.0.1",
            port: try settings.int("ADMIN_PORT", default: adminPort, in: 0...65535), service: name, version: version,
            health: context.health, logger: logger)
        var configuration = ServiceGroupConfiguration(
            services: [
                admin, SignalReloader(logger: logger), FloodReport(stream: stream, label: name),
                BuiltServices(context: context, build: build),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger.quieter)
        configuration.maximumGracefulShutdownDuration = stopWithin
        configuration.maximumCancellationDuration = .seconds(5)
        logger.info("starting", metadata: ["version": "\(version)", "pid": "\(getpid())"])
        try await ServiceGroup(configuration: configuration).run()
        logger.info("stopped")
        exit(0)
    } catch let error as SettingError {
        stop(name, error.description)
    } catch is CancellationError {
        exit(0)
    } catch {
        stop(name, "\(error)")
    }
}

/// `--help`, `--version` and `--check` are answered; anything else is a mistake, as services are configured by
/// environment.
private func answerArguments(name: String, version: String, adminPort: Int) async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case nil: return
    case "--version" where arguments.count == 1: print(version)
    case "--help" where arguments.count == 1, "-h" where arguments.count == 1: print(usage(name))
    case "--check" where arguments.count <= 2:
        guard let question = HealthProbe.Question(rawValue: arguments.count == 2 ? arguments[1] : "live") else {
            refuse(name, arguments[1])
        }
        await check(question, name: name, adminPort: adminPort)
    case let argument?: refuse(name, arguments.count > 1 ? arguments[1] : argument)
    }
    exit(0)
}

private func usage(_ name: String) -> String {
    """
    Usage: \(name)
           \(name) --check [live|ready]    asks the running service's admin port; status 1 when it is not well

    Configured by environment variables; README.md lists them.
    """
}

private func refuse(_ name: String, _ argument: String) -> Never {
    LogSink.standardError.write(
        "\(name): unknown argument '\(argument)'; only --help, --version and --check [live|ready] are known")
    exit(2)
}

private func check(_ question: HealthProbe.Question, name: String, adminPort: Int) async {
    do {
        let settings = try await Settings.load()
        let probe = HealthProbe(
            host: try settings.string("ADMIN_HOST") ?? "127.0.0.1",
            port: try settings.int("ADMIN_PORT", default: adminPort, in: 0...65535))
        if await probe.isWell(question) { return }
        stop(name, "is not \(question.rawValue)")
    } catch {
        stop(name, "\(error)")
    }
}

private func bootstrapObservability(_ settings: Settings, service: String) throws -> LogStream {
    let level = try settings.choice("LOG_LEVEL", default: "info", among: Logger.Level.allCases.map(\.rawValue))
    let format = try settings.choice("LOG_FORMAT", default: "text", among: LogFormat.allCases.map(\.rawValue))
    let limit = try settings.int("LOG_EVENTS_PER_SECOND", default: 100, in: 0...1_000_000)
    PrometheusMetrics.shared.describe(MetricCatalogue.of(service))
    PrometheusMetrics.bootstrap()
    ProcessFigures.watch()
    return bootstrapLogs(
        format: LogFormat(rawValue: format) ?? .text, level: Logger.Level(rawValue: level) ?? .info,
        eventsPerSecond: limit, context: .trace)
}

private func stop(_ name: String, _ reason: String) -> Never {
    let line = reason.split(whereSeparator: \.isNewline).joined(separator: " ")
    LogSink.standardError.write("\(name): ERROR \(line)")
    exit(1)
}
