import Foundation

extension Topology {
    /// The definitions that a broker loads at start or takes at `POST /api/definitions`: the virtual host, the users
    /// without passwords, and everything in the virtual host. Keys sorted, two spaces, a line break at the end.
    package func definitionsJSON(virtualHost: String = "/") throws -> String {
        try Self.text(Definitions(self, virtualHost: virtualHost, withUsers: true))
    }

    /// What `POST /api/definitions/{virtual host}` takes: everything in the virtual host, and no users.
    package func virtualHostDefinitionsJSON() throws -> String {
        try Self.text(Definitions(self, virtualHost: nil, withUsers: false))
    }

    private static func text(_ definitions: Definitions) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(definitions), as: UTF8.self) + "\n"
    }
}

/// The shape of RabbitMQ's definitions file.
private struct Definitions: Encodable {
    struct VirtualHost: Encodable { var name: String }

    struct User: Encodable {
        var name: String
        var tags: [String]
        /// Empty: nobody can log in until a password is set.
        var password_hash = ""
        var hashing_algorithm = "rabbit_password_hashing_sha256"
    }

    struct Permission: Encodable { var user, vhost, configure, write, read: String }

    struct TopicPermission: Encodable { var user, vhost, exchange, write, read: String }

    struct Policy: Encodable {
        var vhost: String?
        var name, pattern: String
        var applyTo = "queues"
        var priority = 0
        var definition: [String: Argument]

        enum CodingKeys: String, CodingKey {
            case vhost, name, pattern, priority, definition
            case applyTo = "apply-to"
        }
    }

    struct ExchangeRow: Encodable {
        var vhost: String?
        var name, type: String
        var durable = true
        var auto_delete = false
        var `internal` = false
        var arguments: [String: Argument] = [:]
    }

    struct QueueRow: Encodable {
        var vhost: String?
        var name: String
        var durable = true
        var auto_delete = false
        var arguments: [String: Argument]
    }

    struct BindingRow: Encodable {
        var vhost: String?
        var source, destination: String
        var destination_type = "queue"
        var routing_key: String
        var arguments: [String: Argument] = [:]
    }

    var vhosts: [VirtualHost]?
    var users: [User]?
    var permissions: [Permission]?
    var topic_permissions: [TopicPermission]?
    var policies: [Policy]
    var exchanges: [ExchangeRow]
    var queues: [QueueRow]
    var bindings: [BindingRow]

    init(_ topology: Topology, virtualHost: String?, withUsers: Bool) {
        if withUsers, let vhost = virtualHost {
            vhosts = [VirtualHost(name: vhost)]
            users = topology.users.map { User(name: $0.name, tags: $0.tags) }
            permissions = topology.users.map {
                Permission(user: $0.name, vhost: vhost, configure: "", write: $0.write, read: $0.read)
            }
            topic_permissions = topology.users.flatMap { user in
                user.topics.map {
                    TopicPermission(user: user.name, vhost: vhost, exchange: $0.exchange, write: $0.write, read: "")
                }
            }
        }
        policies = topology.policies.map {
            Policy(vhost: virtualHost, name: $0.name, pattern: $0.pattern, definition: $0.definition)
        }
        exchanges = topology.exchanges.map { ExchangeRow(vhost: virtualHost, name: $0.name, type: $0.kind.rawValue) }
        queues = topology.queues.map { QueueRow(vhost: virtualHost, name: $0.name, arguments: $0.arguments) }
        bindings = topology.bindings.map {
            BindingRow(vhost: virtualHost, source: $0.exchange, destination: $0.queue, routing_key: $0.routingKey)
        }
    }
}
