import ArgumentParser
import Contracts
import Foundation
import Persistence
import ServiceKit

extension UserCommand {
    /// `campanello user show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows an account, its plan and its channels.")

        @OptionGroup var output: OutputOptions
        @OptionGroup var account: AccountArgument

        private struct Shown: Encodable {
            let userId: Int64
            let plan: String
            let planExpiresAt: Date?
            let isActive: Bool
            let filters: Int
            let channels: [String]
            let createdAt: Date
        }

        func run() async throws {
            let account = account
            let shown = try await Database.use(try await Settings.load()) { pool in
                let user = try await account.find(in: pool)
                let filters = try await FilterStore(pool: pool).list(userID: user.id)
                var channels: [String] = []
                for channel in [Channel.whatsapp, .telegram] {
                    if let known = try await RecipientStore(pool: pool).find(userID: user.id, channel: channel) {
                        let state = known.suspendedReason ?? (known.speaks ? "on" : "off")
                        channels.append("\(channel.rawValue): \(state)")
                    }
                }
                return Shown(
                    userId: user.id, plan: user.effectivePlan(at: Date()).rawValue, planExpiresAt: user.planExpiresAt,
                    isActive: user.isActive, filters: filters.count, channels: channels, createdAt: user.createdAt)
            }
            let end = shown.planExpiresAt.map { " until \($0.ISO8601Format())" } ?? ""
            let channels = shown.channels.isEmpty ? "no channel" : shown.channels.joined(separator: ", ")
            try output.show(
                "Account \(shown.userId): plan \(shown.plan)\(end), \(shown.filters) filters, \(channels).",
                object: shown)
        }
    }

    /// `campanello user reset-password`.
    struct ResetPassword: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset-password",
            abstract: "Ends every session and makes the old password useless; the person sets a new one by a code.")

        @OptionGroup var output: OutputOptions
        @OptionGroup var account: AccountArgument

        private struct Done: Encodable {
            let userId: Int64
        }

        func run() async throws {
            let account = account
            let id = try await Database.use(try await Settings.load()) { pool in
                let user = try await account.find(in: pool)
                // No password has this hash.
                guard try await UserStore(pool: pool).changePassword(id: user.id, "!") else {
                    throw AccountArgument.gone
                }
                return user.id
            }
            try output.show(
                "Account \(id): every session is over. The person asks for a code at /api/v1/auth/password/forgot.",
                object: Done(userId: id))
        }
    }

    /// `campanello user export`.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints everything that is kept of a person, as one JSON object.")

        @OptionGroup var account: AccountArgument

        func run() async throws {
            let account = account
            let everything = try await Database.use(try await Settings.load()) { pool in
                try await UserStore(pool: pool).export(id: account.find(in: pool).id)
            }
            guard let everything else { throw AccountArgument.gone }
            print(everything)
        }
    }

    /// `campanello user delete`.
    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Deletes an account and everything of it. A STOP stays in force.")

        @OptionGroup var output: OutputOptions
        @OptionGroup var account: AccountArgument
        @Flag(help: "Do it; without this nothing is deleted.") var yes = false

        private struct Done: Encodable {
            let userId: Int64
            let deleted: Bool
        }

        func validate() throws {
            if !yes { throw ValidationError("add --yes: what is deleted cannot be brought back") }
        }

        func run() async throws {
            let account = account
            let done = try await Database.use(try await Settings.load()) { pool in
                let id = try await account.find(in: pool).id
                guard try await UserStore(pool: pool).delete(id: id) else { throw AccountArgument.gone }
                return Done(userId: id, deleted: true)
            }
            try output.show("Account \(done.userId) is deleted.", object: done)
        }
    }
}
