import HTTPTypes
import Hummingbird
import Logging
import Persistence

/// Lets in who shows a valid access token of an account that still exists and is active.
struct PersonAuthenticator: RouterMiddleware {
    typealias Context = GatewayContext

    let tokens: AccessTokens
    let users: UserStore

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        guard let token = BearerToken.of(request) else {
            throw Problem.unauthorized("Send an access token: Authorization: Bearer <token>.")
        }
        guard let holder = await tokens.holder(of: token) else {
            throw Problem.unauthorized("This access token is not valid, or has expired: log in again.")
        }
        guard let user = try await users.find(id: holder.userID, session: holder.session), user.isActive else {
            throw Problem.unauthorized("This session is over: log in again.")
        }
        var context = context
        context.person = user
        context.session = holder.session
        context.logger[metadataKey: "user_id"] = .stringConvertible(user.id)
        return try await next(request, context)
    }
}
