import Contracts

/// An exchange as the management API shows and takes it.
private struct ExchangeState: Codable, Equatable {
    var type: String
    var durable: Bool
    var auto_delete: Bool
}

private struct QueueState: Codable, Equatable {
    var durable: Bool
    var auto_delete: Bool
    var arguments: [String: ArgumentValue]
}

private struct BindingState: Codable {
    var routing_key: String
    var arguments: [String: ArgumentValue]
}

private struct PolicyState: Codable, Equatable {
    var pattern: String
    var definition: [String: ArgumentValue]
    var applyTo = "queues"
    var priority = 0

    enum CodingKeys: String, CodingKey {
        case pattern, definition, priority
        case applyTo = "apply-to"
    }
}

extension TopologyInstaller {
    func applyExchanges(
        _ exchanges: [ExchangeDeclaration], _ conflicts: inout [String]
    ) async throws -> [Change] {
        var changes: [Change] = []
        for exchange in exchanges {
            let wanted = ExchangeState(type: exchange.kind.rawValue, durable: true, auto_delete: false)
            let path = ["exchanges", virtualHost, exchange.name]
            if let present = try await api.get(path, as: ExchangeState.self) {
                if present != wanted { conflicts.append("exchange '\(exchange.name)'") }
                continue
            }
            try await api.put(path, wanted)
            changes.append(Change(kind: .created, what: "exchange '\(exchange.name)'"))
        }
        return changes
    }

    func applyQueues(_ queues: [QueueDeclaration], _ conflicts: inout [String]) async throws -> [Change] {
        var changes: [Change] = []
        for queue in queues {
            let wanted = QueueState(
                durable: true, auto_delete: false, arguments: queue.arguments.mapValues(ArgumentValue.init))
            let path = ["queues", virtualHost, queue.name]
            if let present = try await api.get(path, as: QueueState.self) {
                if present != wanted { conflicts.append("queue '\(queue.name)'") }
                continue
            }
            try await api.put(path, wanted)
            changes.append(Change(kind: .created, what: "queue '\(queue.name)'"))
        }
        return changes
    }

    func applyBindings(_ bindings: [Binding]) async throws -> [Change] {
        var changes: [Change] = []
        for (target, wanted) in Dictionary(grouping: bindings, by: { BindingEnds($0) }) {
            let path = ["bindings", virtualHost, "e", target.exchange, "q", target.queue]
            let present = try await api.get(path, as: [BindingState].self) ?? []
            let keys = Set(present.filter(\.arguments.isEmpty).map(\.routing_key))
            for binding in wanted where !keys.contains(binding.routingKey) {
                try await api.post(path, BindingState(routing_key: binding.routingKey, arguments: [:]))
                let what = "binding '\(binding.exchange)' → '\(binding.queue)' by '\(binding.routingKey)'"
                changes.append(Change(kind: .created, what: what))
            }
        }
        return changes.sorted { $0.what < $1.what }
    }

    func applyPolicies(_ policies: [Policy]) async throws -> [Change] {
        var changes: [Change] = []
        for policy in policies {
            let wanted = PolicyState(
                pattern: policy.pattern, definition: policy.definition.mapValues(ArgumentValue.init))
            let path = ["policies", virtualHost, policy.name]
            let present = try await api.get(path, as: PolicyState.self)
            guard present != wanted else { continue }
            try await api.put(path, wanted)
            changes.append(Change(kind: present == nil ? .created : .changed, what: "policy '\(policy.name)'"))
        }
        return changes
    }
}

private struct BindingEnds: Hashable {
    let exchange: String
    let queue: String

    init(_ binding: Binding) {
        exchange = binding.exchange
        queue = binding.queue
    }
}
