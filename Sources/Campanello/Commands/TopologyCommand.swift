import ArgumentParser
import Contracts
import Foundation
import RabbitMQ
import ServiceKit
import TextTable

/// `campanello topology apply|definitions`.
struct TopologyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topology", abstract: "The broker's exchanges, queues, bindings, policies and users.",
        subcommands: [Apply.self, Definitions.self])

    /// The topology that `RETRY_SCALE` asks for.
    static func topology(_ settings: Settings) throws -> Topology {
        .standard(retryScale: try settings.double("RETRY_SCALE", default: 1, in: 0.0001...1))
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Puts everything in place through AMQP_MANAGEMENT_URL; needs an administrator. Safe to repeat.")

        @OptionGroup var output: OutputOptions
        @Option(help: "A folder with a file for each user, named like the user, holding the new password.")
        var passwords: String?
        @Flag(inversion: .prefixedNo, help: "Also make the services' users and set their permissions.")
        var users = true

        func run() async throws {
            let settings = try await Settings.load()
            let broker = try Broker(settings)
            let topology = try TopologyCommand.topology(settings)
            let changes = try await TopologyInstaller(broker.api, virtualHost: broker.virtualHost)
                .apply(topology, withUsers: users, passwords: try readPasswords(topology))
                .map { Applied(change: $0.kind.rawValue, what: $0.what) }
            try output.show(
                changes, empty: "Everything was in place.", columns: Self.columns, object: ["changes": changes])
        }

        private struct Applied: Encodable {
            let change: String
            let what: String
        }

        private static func columns(_ row: Applied) -> [Column] {
            [Column("change" <- row.change), Column("what" <- row.what)]
        }

        private func readPasswords(_ topology: Topology) throws -> [String: String] {
            guard let passwords else { return [:] }
            var found: [String: String] = [:]
            for user in topology.users {
                let path = "\(passwords)/\(user.name)"
                guard FileManager.default.fileExists(atPath: path) else { continue }
                guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                    throw CommandFailure("\(path) cannot be read")
                }
                let password = text.trimmingCharacters(in: .whitespacesAndNewlines)
                guard password.count >= 16 else { throw CommandFailure("\(path) holds fewer than 16 characters") }
                found[user.name] = password
            }
            guard !found.isEmpty else { throw CommandFailure("\(passwords) holds no file named like a user") }
            return found
        }
    }

    struct Definitions: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the definitions file that a broker can load at start.")

        @Option(help: "The virtual host.") var virtualHost = "/"

        func run() async throws {
            let topology = try TopologyCommand.topology(try await Settings.load())
            print(try topology.definitionsJSON(virtualHost: virtualHost), terminator: "")
        }
    }
}
