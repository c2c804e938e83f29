import HTTPTypes
import Hummingbird
import Logging

/// Lets in who shows an ingest key, and writes its name into the request's log lines.
struct IngestAuthenticator: RouterMiddleware {
    typealias Context = GatewayContext

    let keys: IngestKeys

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        guard let key = BearerToken.of(request) else {
            throw Problem.unauthorized("Send an ingest key: Authorization: Bearer <key>.")
        }
        guard let name = keys.name(of: key) else {
            throw Problem.unauthorized("This ingest key is not valid.")
        }
        var context = context
        context.logger[metadataKey: "ingest_key"] = .string(name)
        return try await next(request, context)
    }
}
