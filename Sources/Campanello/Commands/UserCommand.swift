import ArgumentParser
import Foundation
import Persistence
import ServiceKit

/// `campanello user`.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "People's accounts.",
        subcommands: [Show.self, SetPlan.self, ResetPassword.self, Export.self, Delete.self])

    struct SetPlan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Sets what a person pays for.")

        @OptionGroup var output: OutputOptions
        @Argument(help: "The account's e-mail address.") var email: String
        @Argument(help: "free or premium.") var plan: String
        @Option(help: "The plan's last day, as in 2026-12-31 (default: without end).") var until: String?

        private struct Done: Encodable {
            let userId: Int64
            let plan: String
            let expiresAt: Date?
        }

        func validate() throws {
            guard Plan(rawValue: plan) != nil else {
                throw ValidationError("the plan is one of \(Plan.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            if let until, Self.endOfDay(until) == nil { throw ValidationError("--until is a day, as in 2026-12-31") }
        }

        func run() async throws {
            guard let plan = Plan(rawValue: plan) else { return }
            let expires = until.flatMap(Self.endOfDay)
            let email = email
            let user = try await Database.use(try await Settings.load()) { pool in
                let users = UserStore(pool: pool)
                guard let known = try await users.credentials(email: email)?.user,
                    let user = try await users.setPlan(id: known.id, plan, expiresAt: expires)
                else { throw CommandFailure("there is no account with this e-mail address") }
                return user
            }
            let end = until.map { " until \($0)" } ?? ""
            try output.show(
                "Account \(user.id) is on the plan \(user.plan.rawValue)\(end).",
                object: Done(userId: user.id, plan: user.plan.rawValue, expiresAt: user.planExpiresAt))
        }

        /// The first instant after a day, in UTC.
        private static func endOfDay(_ day: String) -> Date? {
            guard let start = try? Date(day, strategy: .iso8601.year().month().day()) else { return nil }
            return start.addingTimeInterval(24 * 3600)
        }
    }
}
