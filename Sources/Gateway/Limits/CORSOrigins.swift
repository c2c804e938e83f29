import HTTPTypes
import Hummingbird
import ServiceKit

/// Lets the pages of the listed origins, `CORS_ORIGINS`, call the API. Tokens travel in a header, so no credentials
/// of the browser's are allowed along.
struct CORSOrigins: Sendable {
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

    /// The listed origin that a browser asks from; nil for every other caller.
    func origin(of request: Request) -> String? {
        guard !origins.isEmpty, let origin = request.headers[.origin], origins.contains(origin.lowercased()) else {
            return nil
        }
        return origin
    }

    /// Whether the browser asks first what it may ask, which no route has to answer.
    static func isPreflight(_ request: Request) -> Bool {
        request.method == .options && request.headers[.accessControlRequestMethod] != nil
    }

    static func add(to headers: inout HTTPFields, origin: String, isPreflight: Bool) {
        headers[.accessControlAllowOrigin] = origin
        headers[values: .vary].append("Origin")
        headers[.accessControlExposeHeaders] = "X-Request-ID, RateLimit, RateLimit-Policy, Retry-After, Location"
        guard isPreflight else { return }
        headers[.accessControlAllowMethods] = "GET, POST, PUT, PATCH, DELETE"
        headers[.accessControlAllowHeaders] = "Authorization, Content-Type, Idempotency-Key, X-Request-ID"
        headers[.accessControlMaxAge] = "600"
    }
}
