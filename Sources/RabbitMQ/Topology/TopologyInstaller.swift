package import Contracts

/// Brings a virtual host to what the topology says. It may run again and again, and beside running services: what is
/// right already is left alone.
package struct TopologyInstaller: Sendable {
    /// One thing that was put right.
    package struct Change: Sendable, Equatable, CustomStringConvertible {
        package enum Kind: String, Sendable { case created, changed }

        package let kind: Kind
        /// Such as `queue 'matcher.listings'`.
        package let what: String

        package var description: String { "\(kind.rawValue) \(what)" }
    }

    let api: ManagementAPI
    let virtualHost: String

    /// - Parameter virtualHost: made if it is missing.
    package init(_ api: ManagementAPI, virtualHost: String) {
        self.api = api
        self.virtualHost = virtualHost
    }

    /// Applies exchanges, policies, queues, bindings, users and permissions, in this order: a queue has its limits
    /// before it has messages.
    /// - Parameters:
    ///   - withPolicies: whether policies belong to it; only a policymaker may read them.
    ///   - withUsers: whether accounts and their rights belong to it; not on a broker of tests.
    ///   - passwords: by user name; a user that is made without one cannot log in until it gets one.
    /// - Throws: `ManagementError`; in the end where a queue or exchange is there with other properties, which only
    ///   deleting it could change, naming all of these.
    @discardableResult
    package func apply(
        _ topology: Topology, withPolicies: Bool = true, withUsers: Bool = true, passwords: [String: String] = [:]
    ) async throws -> [Change] {
        var changes = try await applyVirtualHost()
        var conflicts: [String] = []
        changes += try await applyExchanges(topology.exchanges, &conflicts)
        if withPolicies { changes += try await applyPolicies(topology.policies) }
        changes += try await applyQueues(topology.queues, &conflicts)
        changes += try await applyBindings(topology.bindings)
        if withUsers { changes += try await applyUsers(topology.users, passwords) }
        guard conflicts.isEmpty else {
            throw ManagementError(
                description: "there with other properties: \(conflicts.joined(separator: "; ")). "
                    + "Empty and delete it, then apply again")
        }
        return changes
    }

    private func applyVirtualHost() async throws -> [Change] {
        // By their list: one virtual host by its name is shown to administrators alone.
        let hosts = try await api.get(["vhosts"], as: [VirtualHost].self) ?? []
        if hosts.contains(where: { $0.name == virtualHost }) { return [] }
        try await api.put(["vhosts", virtualHost], Nothing())
        return [Change(kind: .created, what: "virtual host '\(virtualHost)'")]
    }
}

private struct VirtualHost: Decodable {
    let name: String
}

/// An empty object, or an object of which nothing matters.
struct Nothing: Codable {}
