import Hummingbird

/// Shows those who are not signed in the way in, instead of a page that is somebody's.
struct SignedInMiddleware: RouterMiddleware {
    typealias Context = GatewayContext

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        guard context.person != nil else {
            let language = try context.requireVisit().language
            return AccountPages.redirect("/?lang=\(language.rawValue)", done: "sign_in")
        }
        return try await next(request, context)
    }
}
