import HTTPTypes
import Hummingbird

/// Refuses methods that HTTP does not define before anything counts them: every other word a client could invent
/// would become a metric of its own.
struct KnownMethodsMiddleware: RouterMiddleware {
    typealias Context = GatewayContext

    private static let known: Set<HTTPRequest.Method> = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect, .query,
    ]

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        guard Self.known.contains(request.method) else {
            return try Problem(
                slug: "not-implemented", title: "The method is not known", status: .notImplemented,
                detail: "This method is not one of HTTP's."
            ).response(from: request, context: context)
        }
        return try await next(request, context)
    }
}

extension HTTPRequest.Method {
    /// A safe request with a body; nothing here takes it.
    static let query = HTTPRequest.Method("QUERY") ?? .trace
}
