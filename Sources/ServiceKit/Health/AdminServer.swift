import Foundation
import Hummingbird
import Logging
import NIOCore
import Observability
import ServiceLifecycle

/// The port that operators and orchestrators look at, apart from anything the public can reach.
///
/// `GET /livez` answers 200 while the process runs; `GET /readyz` 200 or 503 with every component's reason;
/// `GET /metrics` Prometheus' text format.
struct AdminServer: Service {
    let host: String
    let port: Int
    let service: String
    let version: String
    let health: Health
    let logger: Logger

    func run() async throws {
        let application = Application(
            router: Self.router(service: service, version: version, health: health),
            configuration: .init(address: .hostname(host, port: port)), logger: logger.quieter)
        do {
            try await application.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw SettingError(
                variable: "ADMIN_PORT", fault: "\(port) on \(host) is taken by another process",
                example: "\(port + 100)")
        }
    }

    static func router(
        service: String, version: String, health: Health, metrics: PrometheusMetrics = .shared
    ) -> Router<BasicRequestContext> {
        let router = Router()
        router.get("livez") { _, _ in Response.text("ok\n") }
        router.get("readyz") { _, _ in
            let report = HealthReport(health: health, service: service, version: version)
            return Response.text(
                report.json(), status: report.ready ? .ok : .serviceUnavailable, type: "application/json")
        }
        router.get("metrics") { _, _ in
            Response.text(metrics.render(), type: "text/plain; version=0.0.4; charset=utf-8")
        }
        return router
    }
}

extension Response {
    static func text(
        _ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}

extension Logger {
    /// For libraries whose own information events would drown the service's.
    var quieter: Logger {
        var logger = self
        logger.logLevel = max(logLevel, .warning)
        return logger
    }
}
