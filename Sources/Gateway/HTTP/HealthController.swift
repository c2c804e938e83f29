import Hummingbird
import ServiceKit

/// `GET /health`, for whoever asks from outside; the admin port knows the details.
struct HealthController: Sendable {
    private struct Answer: Encodable {
        let status: String
        let appName: String
        let version: String
        let environment: String
    }

    let appName: String
    let environment: String
    let health: Health

    /// `healthy`, or `degraded` while something this service needs is away: what can be answered still is.
    func show(_ request: Request, _ context: GatewayContext) throws -> Response {
        try JSONAnswer.response(
            Answer(
                status: health.isReady ? "healthy" : "degraded", appName: appName,
                version: CampanelloVersion.current, environment: environment))
    }
}
