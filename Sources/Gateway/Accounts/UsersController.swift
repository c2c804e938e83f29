import Foundation
import Hummingbird
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
