import HTTPTypes
import Hummingbird
import ServiceKit

/// Lets the pages of the listed origins, `CORS_ORIGINS`, call the API. Tokens travel in a header, so no credentials
/// of the browser's are allowed along.
struct CORSOrigins: RouterMiddleware {
    typealias Context = GatewayContext

    let origins: [String]

    /// - Throws: `SettingError` for what is no origin; `*` is refused, a list is what counts.
    static func read(_ settings: Settings) throws -> [String] {
        try settings.list("CORS_ORIGINS").map { text in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 3, ["http:", "https:"].contains(parts[0]), parts[1].isEmpty, !parts[2].isEmpty else {
                throw SettingError(
                    variable: "CORS_ORIGINS", fault: "is not a list of origins without a path",
                    example: "https://app.example, http://localhost:3000")
            }
            return text.lowercased()
        }
    }

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        guard let origin = request.headers[.origin], origins.contains(origin.lowercased()) else {
            return try await next(request, context)
        }
        let isPreflight = request.method == .options && request.headers[.accessControlRequestMethod] != nil
        var response = isPreflight ? Response(status: .noContent) : try await next(request, context)
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[values: .vary].append("Origin")
        response.headers[.accessControlExposeHeaders] =
            "X-Request-ID, RateLimit, RateLimit-Policy, Retry-After, Location"
        if isPreflight {
            response.headers[.accessControlAllowMethods] = "GET, POST, PUT, PATCH, DELETE"
            response.headers[.accessControlAllowHeaders] =
                "Authorization, Content-Type, Idempotency-Key, X-Request-ID"
            response.headers[.accessControlMaxAge] = "600"
        }
        return response
    }
}
