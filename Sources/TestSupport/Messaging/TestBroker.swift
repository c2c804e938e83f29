package import Contracts
import Foundation
package import RabbitMQ

/// Virtual hosts of a test's own on the broker of `TEST_AMQP_URL`: made for a test and deleted after it, so that tests
/// may run at once.
package struct TestBroker: Sendable {
    /// The virtual host's address, for publishers and subscribers.
    package let url: String
    package let virtualHost: String
    package let api: ManagementAPI

    package init(url: String, virtualHost: String, api: ManagementAPI) {
        self.url = url
        self.virtualHost = virtualHost
        self.api = api
    }

    /// Gives `body` the address of a new virtual host that holds the standard topology, or as much of it as the work
    /// queues in `queues` need, which is quicker.
    @discardableResult
    package static func withVirtualHost<R>(
        queues: [WorkQueue] = WorkQueue.allCases, retryScale: Double = 0.02, _ body: (String) async throws -> R
    ) async throws -> R {
        let topology = Topology.standard(retryScale: retryScale).only(queues)
        return try await withBroker(topology) { try await body($0.url) }
    }

    /// The same with any topology, and with the broker's management at hand.
    @discardableResult
    package static func withBroker<R>(_ topology: Topology?, _ body: (TestBroker) async throws -> R) async throws -> R {
        guard let url = TestEnvironment.amqpURL, let managementURL = TestEnvironment.amqpManagementURL else {
            throw MissingServer(variable: "TEST_AMQP_URL, TEST_AMQP_MANAGEMENT_URL")
        }
        RealServerUse.note()
        let name = "test_" + UUID().uuidString.lowercased()
        let api = try ManagementAPI(url: managementURL, transport: URLSessionTransport())
        let broker = TestBroker(url: Self.url(url, virtualHost: name), virtualHost: name, api: api)
        do {
            try await broker.prepare(topology)
            let answer = try await body(broker)
            try await api.delete(["vhosts", name])
            return answer
        } catch {
            try? await api.delete(["vhosts", name])
            throw error
        }
    }

    /// Declares everything in one request.
    private func prepare(_ topology: Topology?) async throws {
        try await api.change("PUT", ["vhosts", virtualHost], Data("{}".utf8))
        try await api.put(
            ["permissions", virtualHost, RabbitMQConfiguration(url: url).user],
            ["configure": ".*", "write": ".*", "read": ".*"])
        guard let topology else { return }
        try await api.change("POST", ["definitions", virtualHost], Data(topology.virtualHostDefinitionsJSON().utf8))
    }

    private static func url(_ url: String, virtualHost: String) -> String {
        guard var parts = URLComponents(string: url) else { return url }
        parts.percentEncodedPath = "/" + virtualHost
        return parts.string ?? url
    }
}

extension Topology {
    /// What belongs to these work queues, with every exchange, and without users.
    fileprivate func only(_ work: [WorkQueue]) -> Topology {
        var names = Set<String>()
        for queue in work {
            names.formUnion([queue.name, queue.dead, queue.limit] + RetryLevel.allCases.map(queue.retry))
        }
        var topology = self
        topology.queues = queues.filter { names.contains($0.name) }
        topology.bindings = bindings.filter { names.contains($0.queue) }
        return topology
    }
}
