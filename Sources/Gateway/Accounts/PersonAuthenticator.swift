import HTTPTypes
import Hummingbird
import Logging
import Persistence
import Postgres

/// Lets in who shows a valid access token of an account that still exists and is active.
struct PersonAuthenticator: RouterMiddleware {
    typealias Context = GatewayContext

    let tokens: AccessTokens
    let users: UserStore
    /// What a route wants to know of the person, asked in one exchange with the database: see ``GatewayContext/asked``.
    var alongside: (@Sendable (_ userID: Int64) -> PostgresStatement)?

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
        guard let signIn = try await signIn(holder), signIn.person.isActive else {
            throw Problem.unauthorized("This session is over: log in again.")
        }
        var context = context
        context.signIn = signIn
        context.logger[metadataKey: "user_id"] = .stringConvertible(holder.userID)
        return try await next(request, context)
    }

    private func signIn(_ holder: AccessTokens.Holder) async throws -> SignIn? {
        guard let statement = alongside?(holder.userID) else {
            return try await users.find(id: holder.userID, session: holder.session).map {
                SignIn(person: $0, session: holder.session)
            }
        }
        let (user, rows) = try await users.find(id: holder.userID, session: holder.session, alongside: statement)
        return user.map { SignIn(person: $0, session: holder.session, asked: rows) }
    }
}
