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

    private struct Session: Encodable {
        let accessToken: String
        let tokenType: String
        let expiresIn: Int64
        let user: UserAnswer
    }

    let users: UserStore
    let tokens: AccessTokens
    let hasher: PasswordHasher

    func register(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let registration = try Registration(try await request.object())
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
        let known = try await users.credentials(email: credentials.email)
        let isRight = try await hasher.verify(credentials.password, against: known?.passwordHash)
        guard isRight, let user = known?.user else {
            throw Problem.unauthorized("The e-mail address or the password is wrong.")
        }
        guard user.isActive else { throw Problem.unauthorized("This account is closed.") }
        return try JSONAnswer.response(
            Session(
                accessToken: try await tokens.issue(userID: user.id), tokenType: "bearer",
                expiresIn: tokens.lifetime.components.seconds, user: UserAnswer(user)))
    }

    func me(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try JSONAnswer.response(UserAnswer(try context.requirePerson()))
    }
}
