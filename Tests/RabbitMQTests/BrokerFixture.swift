import Contracts
import Foundation
import Logging
import Messaging
import RabbitMQ
import TestSupport

extension TestBroker {
    var configuration: RabbitMQConfiguration {
        get throws { try RabbitMQConfiguration(url: url) }
    }

    /// A publisher that is shut down after `body`.
    func withPublisher<R>(
        name: String = "test publisher", expecting: ExpectedTopology = ExpectedTopology(),
        timeout: Duration = .seconds(15), onState: @escaping @Sendable (BrokerState) -> Void = { _ in },
        _ body: (RabbitMQPublisher) async throws -> R
    ) async throws -> R {
        let configuration = try configuration
        let publisher = RabbitMQPublisher(
            configuration: configuration, connectionName: name, expecting: expecting, timeout: timeout,
            logger: Logger(label: "test"), onState: onState)
        await publisher.start()
        do {
            let answer = try await body(publisher)
            await publisher.shutdown()
            return answer
        } catch {
            await publisher.shutdown()
            throw error
        }
    }

    /// A subscriber that is shut down after `body`.
    func withSubscriber<R>(
        name: String = "test consumer", onState: @escaping @Sendable (BrokerState) -> Void = { _ in },
        _ body: (RabbitMQSubscriber) async throws -> R
    ) async throws -> R {
        let configuration = try configuration
        let subscriber = RabbitMQSubscriber(
            configuration: configuration, connectionName: name, logger: Logger(label: "test"), onState: onState)
        await subscriber.start()
        do {
            let answer = try await body(subscriber)
            await subscriber.shutdown()
            return answer
        } catch {
            await subscriber.shutdown()
            throw error
        }
    }

    /// Closes the connection of this name from the broker's side.
    func closeConnection(_ name: String) async throws {
        struct Row: Decodable {
            var name: String
            var user_provided_name: String?
        }
        // Management shows a connection some seconds late, and one that is gone some seconds longer.
        try await eventually(within: .seconds(60), "the connection '\(name)' is closed") {
            let rows = try await api.get(["vhosts", virtualHost, "connections"], as: [Row].self) ?? []
            guard let found = rows.first(where: { $0.user_provided_name == name }) else { return false }
            return (try? await api.delete(["connections", found.name])) != nil
        }
    }

    func deleteQueue(_ name: String) async throws {
        try await api.delete(["queues", virtualHost, name])
    }

    func declareQueue(_ name: String) async throws {
        let json = #"{"durable":true,"auto_delete":false,"arguments":{"x-queue-type":"quorum"}}"#
        try await api.change("PUT", ["queues", virtualHost, name], Data(json.utf8))
    }
}

/// One quorum queue, reached by the default exchange.
extension Topology {
    static func queue(_ name: String) -> Topology {
        var topology = Topology.standard()
        topology.exchanges = []
        topology.bindings = []
        topology.policies = []
        topology.users = []
        topology.queues = topology.queues.filter { $0.name == WorkQueue.matcherListings.name }
        for index in topology.queues.indices { topology.queues[index].name = name }
        return topology
    }
}
