import ArgumentParser
import Foundation
import Persistence
import Postgres
import ServiceKit

/// `campanello roles`.
struct RolesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roles", abstract: "The services' roles at the database.", subcommands: [Apply.self])

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a role for each service, with exactly the rights it needs. Safe to repeat.",
            discussion: """
                Run by the owner of the schema, who may create roles. From then on campanello migrate gives the roles \
                what a new version needs. Without it all services may share the owner's role.
                """)

        @OptionGroup var output: OutputOptions
        @Option(help: "A folder with a file for each role, named like the role, holding its password.")
        var passwords: String?

        private struct Done: Encodable {
            let made: [String]
            let roles: [String]
        }

        func run() async throws {
            let installer = RoleInstaller()
            let names = DatabaseRole.all.map(installer.name)
            let passwords = try passwords.map(RolePasswords.read) ?? [:]
            let made = try await Database.use(try await Settings.load()) { pool in
                try await installer.apply(passwords: passwords, on: pool)
            }
            try output.show(
                "\(names.joined(separator: ", ")): \(made.count) made, all with their rights",
                object: Done(made: made, roles: names))
        }
    }
}

/// The passwords of the services' roles, a file each in one folder.
enum RolePasswords {
    /// - Returns: by role; those that have a file, which is at least one.
    static func read(_ folder: String) throws -> [String: String] {
        var found: [String: String] = [:]
        for name in DatabaseRole.all.map(RoleInstaller().name) {
            let path = "\(folder)/\(name)"
            guard FileManager.default.fileExists(atPath: path) else { continue }
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw CommandFailure("\(path) cannot be read")
            }
            let password = text.trimmingCharacters(in: .whitespacesAndNewlines)
            guard password.count >= 16 else { throw CommandFailure("\(path) holds fewer than 16 characters") }
            found[name] = password
        }
        guard !found.isEmpty else { throw CommandFailure("\(folder) holds no file named like a role") }
        return found
    }
}
