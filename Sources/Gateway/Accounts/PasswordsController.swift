import Hummingbird
import Logging
import Notifications
import Persistence

/// New passwords: by the old one, or by a code on a channel that is the person's.
struct PasswordsController: Sendable {
    let users: UserStore
    let grants: SessionGrants
    let resets: PasswordResetStore
    let hasher: PasswordHasher
    let codes: ResetCodes
    let appName: String
    let limiter: RateLimiter

    /// `PUT /users/me/password`: every session ends, and the caller goes on in a new one.
    func change(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        var body = try await request.object()
        let current = body.requiredSecret("current_password", maximum: PasswordRules.maximum)
        let wanted = Self.newPassword("new_password", &body)
        try body.finish()
        guard let current, let wanted else { throw Problem.malformed("Fields are missing.") }
        try await limiter.admit(.loginAccount, person.email)
        let known = try await users.credentials(email: person.email)
        guard try await hasher.verify(current, against: known?.passwordHash) else {
            throw Problem.refused("The current password is wrong.", field: "current_password")
        }
        let hash = try await hasher.hash(wanted)
        guard try await users.changePassword(id: person.id, hash) else {
            throw Problem.unauthorized("This account is closed.")
        }
        context.logger.info("password changed")
        return try JSONAnswer.response(try await grants.open(for: person, passwordHash: hash))
    }

    /// `POST /auth/password/forgot`: the answer is the same whether there is such an account or not.
    func forgot(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var body = try await request.object()
        let email = body.requiredText("email", maximum: 254)
        try body.finish()
        try await limiter.admit(.code, context.network)
        if let email {
            try await limiter.admit(.codeAccount, email)
            try await resets.start(
                email: email, textKey: DirectTextKey.passwordCode.rawValue, parameters: ["app": appName],
                make: { [codes] in codes.make(userID: $0) })
        }
        return try JSONAnswer.response(
            OutcomeAnswer(
                success: true, message: "If this account has a linked channel, a code is on its way there."),
            status: .accepted)
    }

    /// `POST /auth/password/reset`: sets the password and ends every session.
    func reset(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var body = try await request.object()
        let email = body.requiredText("email", maximum: 254)
        let code = body.requiredText("code", maximum: 20)
        let wanted = Self.newPassword("new_password", &body)
        try body.finish()
        guard let email, let code, let wanted else { throw Problem.malformed("Fields are missing.") }
        try await limiter.admit(.code, context.network)
        try await limiter.admit(.codeAccount, email)
        let hash = try await hasher.hash(wanted)
        let id = try await resets.finish(email: email, passwordHash: hash) { [codes] userID, stored in
            codes.isRight(code, userID: userID, hash: stored)
        }
        guard let id else {
            throw Problem.refused("The code is wrong or has expired; ask for a new one.", field: "code")
        }
        context.logger.info("password reset", metadata: ["user_id": .stringConvertible(id)])
        return try JSONAnswer.response(OutcomeAnswer(success: true, message: "The new password is set: log in."))
    }

    private static func newPassword(_ name: String, _ body: inout FieldReader) -> String? {
        let password = body.requiredSecret(name, maximum: PasswordRules.maximum)
        for fault in password.map(PasswordRules.faults) ?? [] { body.report(name, fault) }
        return password
    }
}
