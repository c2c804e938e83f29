import HTTPTypes
import Hummingbird

extension HTTPField.Name {
    static let forwardedFor = HTTPField.Name("X-Forwarded-For") ?? .from
}

/// Lets through as many requests as the policy allows, and tells the client where it stands.
struct RateLimitMiddleware: RouterMiddleware {
    typealias Context = GatewayContext

    let limiter: RateLimiter
    let policy: RatePolicy
    /// Whom the policy counts; nil counts nobody.
    let subject: @Sendable (GatewayContext) -> String?

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        guard let subject = subject(context) else { return try await next(request, context) }
        let headers = try await limiter.pass(policy, subject)
        var response = try await next(request, context)
        // The narrowest limit, which is set first, is the one that tells.
        if response.headers[.rateLimit] == nil { response.headers.append(contentsOf: headers) }
        return response
    }
}

extension GatewayContext {
    /// Whom limits by address count: a host by its IPv4 address, or a network of 64 bits by IPv6.
    var network: String {
        guard let client else { return "unknown" }
        guard client.contains(":"), let range = AddressRange(client) else { return client }
        return range.network
    }
}
