import HTTPTypes
import Hummingbird
import Logging
import ServiceKit

/// Lets in who shows the operator's token, or the page that was opened with it.
struct OperatorAuthenticator: RouterMiddleware {
    typealias Context = GatewayContext

    let token: Secret?
    let key: Secret
    let limiter: RateLimiter

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        guard let token else {
            throw Problem.forbidden("Nobody is let in here: OPERATOR_TOKEN is not set.", slug: "operators-off")
        }
        if let shown = BearerToken.of(request) {
            guard try await Self.admits(shown, token, limiter, context) else {
                throw Problem.unauthorized("This operator's token is not valid.")
            }
        } else {
            guard let cookie = request.cookies[OperatorSession.cookie]?.value,
                OperatorSession(token: token, key: key).isValid(cookie)
            else { throw Problem.unauthorized("Send the operator's token: Authorization: Bearer <token>.") }
            // A browser sends the cookie by itself: only our own page may make it change anything.
            if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" {
                throw Problem.forbidden("Another page's requests are not taken.")
            }
        }
        return try await next(request, context)
    }

    /// Compares in constant time. Wrong ones are counted by address, strictly.
    static func admits(
        _ shown: String, _ token: Secret, _ limiter: RateLimiter, _ context: GatewayContext
    ) async throws -> Bool {
        if ConstantTime.equal(shown, token.reveal()) { return true }
        context.logger.warning("wrong operator's token")
        try await limiter.admit(.operatorGuess, context.network)
        return false
    }
}

extension HTTPField.Name {
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .from
}

extension RatePolicy {
    /// What operators and their page ask, from one address.
    static let operators = RatePolicy(name: "operator", quota: 600, window: 60, batch: 20)
    /// Wrong operator's tokens, from one address.
    static let operatorGuess = RatePolicy(name: "operator-token", quota: 20, window: 900, batch: 1)
}
