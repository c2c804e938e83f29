import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Persistence

/// A person's own profile and plan: `/api/v1/users`.
struct UsersController: Sendable {
    private struct Subscription: Encodable {
        struct Limits: Encodable {
            let maxFilters: Int
            let notificationIntervalMinutes: Int
        }

        struct Usage: Encodable {
            let filters: Int
        }

        let subscriptionType: String
        @OrNull var subscriptionExpiresAt: Date?
        let limits: Limits
        let usage: Usage
    }

    let users: UserStore
    let filters: FilterStore
    let hasher: PasswordHasher
    let limiter: RateLimiter

    func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try JSONAnswer.response(UserAnswer(try context.requirePerson()))
    }

    func update(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        let change = try UserSettingsChange(try await request.object(), email: person.email)
        guard let user = try await users.update(id: person.id, { change.apply(to: &$0) }) else {
            throw Problem.unauthorized("This account is closed.")
        }
        return try JSONAnswer.response(UserAnswer(user))
    }

    /// Everything that is kept of the caller.
    func export(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let everything = try await users.export(id: try context.requirePerson().id) else {
            throw Problem.unauthorized("This account is closed.")
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/json; charset=utf-8",
                .contentDisposition: "attachment; filename=\"campanello-export.json\"",
            ], body: .init(byteBuffer: ByteBuffer(string: everything)))
    }

    /// Deletes the caller and everything of theirs, once they have said their password again.
    func delete(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let person = try context.requirePerson()
        var body = try await request.object()
        let password = body.requiredSecret("password", maximum: PasswordRules.maximum)
        try body.finish()
        try await limiter.admit(.loginAccount, person.email)
        let known = try await users.credentials(email: person.email)
        guard let password, try await hasher.verify(password, against: known?.passwordHash) else {
            throw Problem.refused("The password is wrong.", field: "password")
        }
        guard try await users.delete(id: person.id) else { throw Problem.unauthorized("This account is closed.") }
        context.logger.info("account deleted")
        return try JSONAnswer.response(
            OutcomeAnswer(success: true, message: "The account and everything of it is deleted."))
    }

    func subscription(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let user = try context.requirePerson()
        let plan = user.effectivePlan(at: Date())
        return try JSONAnswer.response(
            Subscription(
                subscriptionType: plan.rawValue, subscriptionExpiresAt: user.planExpiresAt,
                limits: .init(
                    maxFilters: plan.maximumFilters, notificationIntervalMinutes: plan == .premium ? 30 : 1440),
                usage: .init(filters: try await filters.list(userID: user.id).count)))
    }
}
