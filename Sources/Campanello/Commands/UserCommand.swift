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
        @OptionGroup var account: AccountArgument
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
            guard let until else { return }
            guard let end = Self.endOfDay(until) else { throw ValidationError("--until is a day, as in 2026-12-31") }
            guard plan != Plan.free.rawValue else {
                throw ValidationError("the plan free has no end: leave --until away")
            }
            guard end > Date() else { throw ValidationError("--until is a day that is not over") }
        }

        func run() async throws {
            guard let plan = Plan(rawValue: plan) else { return }
            let expires = until.flatMap(Self.endOfDay)
            let account = account
            let user = try await Database.use(try await Settings.load()) { pool in
                let id = try await account.find(in: pool).id
                guard let user = try await UserStore(pool: pool).setPlan(id: id, plan, expiresAt: expires) else {
                    throw AccountArgument.gone
                }
                return user
            }
            let end = until.map { " until \($0)" } ?? ""
            try output.show(
                "Account \(user.id) is on the plan \(user.plan.rawValue)\(end).",
                object: Done(userId: user.id, plan: user.plan.rawValue, expiresAt: user.planExpiresAt))
        }

        /// The first instant after a day, in UTC; nil for a day that no month has, and where more is written.
        private static func endOfDay(_ day: String) -> Date? {
            let style = Date.ISO8601FormatStyle().year().month().day()
            guard let start = try? Date(day, strategy: style), start.formatted(style) == day else { return nil }
            return start.addingTimeInterval(24 * 3600)
        }
    }
}
