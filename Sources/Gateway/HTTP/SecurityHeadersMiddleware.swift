import HTTPTypes
import Hummingbird

/// Headers that every answer carries: nothing is sniffed, framed or leaked as a referrer; API answers are not cached.
struct SecurityHeadersMiddleware: RouterMiddleware {
    typealias Context = GatewayContext

    /// Whether people come by https: then their browsers come by nothing else for a year.
    let isSecure: Bool

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.xContentTypeOptions] = "nosniff"
        if isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        if response.headers[.referrerPolicy] == nil { response.headers[.referrerPolicy] = "no-referrer" }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        }
        return response
    }
}

extension HTTPField.Name {
    static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .eTag
}
