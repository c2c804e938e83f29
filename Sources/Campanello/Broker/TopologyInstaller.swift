import Contracts
import Foundation

/// Puts exchanges, queues, bindings, policies and users in place, and leaves alone what is there already.
struct TopologyInstaller: Sendable {
    struct Result: Encodable, Sendable {
        var exchanges = 0
        var queues = 0
        var bindings = 0
        var policies = 0
        var users: [String] = []
        /// Users that nobody can log in as, since they have no password yet.
        var withoutPassword: [String] = []
    }

    private struct User: Codable {
        var password_hash: String?
        var password: String?
        var tags: String
    }

    private struct Permission: Encodable { let configure, write, read: String }

    private struct TopicPermission: Encodable { let exchange, write, read: String }

    private struct KnownUser: Decodable {
        let name: String
        let password_hash: String
    }

    private struct KnownQueue: Decodable {
        let name: String
        let arguments: [String: KnownArgument]
    }

    let management: ManagementAPI
    let topology: Topology

    /// - Parameter passwords: New passwords by user; a user who is not named keeps theirs.
    func apply(passwords: [String: String], withUsers: Bool) async throws -> Result {
        try await checkQueues()
        let definitions = try topology.virtualHostDefinitionsJSON()
        try await management.call("POST", "/api/definitions/\(management.virtualHost)", Array(definitions.utf8))
        var result = Result(
            exchanges: topology.exchanges.count, queues: topology.queues.count, bindings: topology.bindings.count,
            policies: topology.policies.count)
        if withUsers { try await applyUsers(passwords, &result) }
        return result
    }

    private func applyUsers(_ passwords: [String: String], _ result: inout Result) async throws {
        let known = try await management.get("/api/users", as: [KnownUser].self)
        for user in topology.users {
            let name = ManagementAPI.escaped(user.name)
            let existing = known.first { $0.name == user.name }
            let tags = user.tags.joined(separator: ",")
            if let password = passwords[user.name] {
                try await management.put("/api/users/\(name)", User(password: password, tags: tags))
            } else {
                // Applying again must never take a password away.
                let hash = existing?.password_hash ?? ""
                try await management.put("/api/users/\(name)", User(password_hash: hash, tags: tags))
                if hash.isEmpty { result.withoutPassword.append(user.name) }
            }
            try await management.put(
                "/api/permissions/\(management.virtualHost)/\(name)",
                Permission(configure: "", write: user.write, read: user.read))
            for topic in user.topics {
                try await management.put(
                    "/api/topic-permissions/\(management.virtualHost)/\(name)",
                    TopicPermission(exchange: topic.exchange, write: topic.write, read: ""))
            }
            result.users.append(user.name)
        }
    }

    /// Arguments are for ever: a queue that has others must be emptied and deleted by the operator first.
    private func checkQueues() async throws {
        let known = try await management.get("/api/queues/\(management.virtualHost)", as: [KnownQueue].self)
        for queue in topology.queues {
            guard let existing = known.first(where: { $0.name == queue.name }) else { continue }
            let wanted = queue.arguments.mapValues(KnownArgument.init)
            for name in Set(wanted.keys).union(existing.arguments.keys).sorted()
            where wanted[name] != existing.arguments[name] {
                throw CommandFailure(
                    "queue \(queue.name) has \(name) \(existing.arguments[name]?.text ?? "not set") instead of "
                        + "\(wanted[name]?.text ?? "not set"), and arguments cannot be changed: empty and delete the queue, "
                        + "then apply again")
            }
        }
    }
}

/// A queue's argument as the management API tells it.
enum KnownArgument: Decodable, Equatable {
    case string(String)
    case int(Int)
    case other

    init(_ argument: Argument) {
        switch argument {
        case .string(let text): self = .string(text)
        case .int(let number): self = .int(number)
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self) {
            self = .int(number)
        } else if let text = try? container.decode(String.self) {
            self = .string(text)
        } else {
            self = .other
        }
    }

    var text: String {
        switch self {
        case .string(let text): "'\(text)'"
        case .int(let number): "\(number)"
        case .other: "something else"
        }
    }
}
