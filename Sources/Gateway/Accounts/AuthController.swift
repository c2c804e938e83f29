import Foundation
import Hummingbird
import Logging
import Persistence

/// Accounts and sessions: `/api/v1/auth`.
struct AuthController: Sendable {
    private struct Registered: Encodable {
        let message: String
        let user: UserAnswer
    }

    let users: UserStore
    let grants: SessionGrants
    let hasher: PasswordHasher
    let limiter: RateLimiter

    func register(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let registration = try Registration(try await request.object())
        try await limiter.admit(.register, context.network)
        let hash = try await hasher.hash(registration.password)
        do {
            let user = try await users.register(
                NewUser(
                    email: registration.email, passwordHash: hash, firstName: registration.firstName,
                    lastName: registration.lastName))
            context.logger.info("account registered", metadata: ["user_id": .stringConvertible(user.id)])
            return try JSONAnswer.response(
                Registered(message: "The account is ready.", user: UserAnswer(user)), status: .created)
        } catch UserStoreError.emailTaken {
            throw Problem.conflict("An account with this e-mail address exists already.", field: "email")
        }
    }

    func login(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let credentials = try Credentials(try await request.object())
        try await limiter.admit(.login, context.network)
        try await limiter.admit(.loginAccount, credentials.email)
        let known = try await users.credentials(email: credentials.email)
        let isRight = try await hasher.verify(credentials.password, against: known?.passwordHash)
        guard isRight, let known else {
            throw Problem.unauthorized("The e-mail address or the password is wrong.")
        }
        guard known.user.isActive else { throw Problem.unauthorized("This account is closed.") }
        return try JSONAnswer.response(try await grants.open(for: known.user, passwordHash: known.passwordHash))
    }

    /// The next tokens of a session. A refresh token that was used before ends its session.
    func refresh(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var body = try await request.object()
        let token = body.requiredSecret("refresh_token", maximum: 200)
        try body.finish()
        guard let token, let answer = try await grants.prolong(token) else {
            throw Problem.unauthorized("This refresh token is not valid any more: log in again.")
        }
        return try JSONAnswer.response(answer)
    }

    /// Ends the session in which the caller asks.
    func logout(_ request: Request, _ context: GatewayContext) async throws -> Response {
        if let session = context.session { try await grants.sessions.end(session) }
        return try JSONAnswer.response(OutcomeAnswer(success: true, message: "You are logged out."))
    }

    func me(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try JSONAnswer.response(UserAnswer(try context.requirePerson()))
    }
}
