import Contracts
import Foundation
import Messaging
import RabbitMQ
import TestSupport
import Testing

@Suite("Applying the topology", .enabled(if: TestEnvironment.hasBroker))
struct TopologyInstallerTests {
    private var topology: Topology {
        var topology = Topology.standard(retryScale: 0.02)
        let work = WorkQueue.matcherListings
        topology.queues = topology.queues.filter { $0.name.hasPrefix(work.name) }
        topology.bindings = topology.bindings.filter { $0.queue.hasPrefix(work.name) }
        return topology
    }

    @Test("makes what is missing, and finds nothing to do the second time")
    func applies() async throws {
        try await TestBroker.withBroker(nil) { broker in
            let installer = TopologyInstaller(broker.api, virtualHost: broker.virtualHost)
            let first = try await installer.apply(topology, withUsers: false)
            let parts =
                topology.exchanges.count + topology.queues.count + topology.bindings.count + topology.policies.count
            #expect(first.count == parts)
            #expect(first.map(\.description).contains("created queue 'matcher.listings'"))
            #expect(try await installer.apply(topology, withUsers: false).isEmpty)
            try await broker.withPublisher { publisher in
                try await publisher.publish(
                    .example("m"), exchange: Exchange.listings, routingKey: "listing.ingested", mandatory: true)
            }
        }
    }

    @Test("changes a policy back, and names a queue that only deleting could change")
    func conflicts() async throws {
        try await TestBroker.withBroker(nil) { broker in
            let installer = TopologyInstaller(broker.api, virtualHost: broker.virtualHost)
            var other = topology
            for index in other.policies.indices { other.policies[index].definition["max-length"] = 5 }
            other.queues.removeAll { $0.name != WorkQueue.matcherListings.retry(.tenMinutes) }
            for index in other.queues.indices { other.queues[index].arguments["x-message-ttl"] = 1 }
            other.bindings = []
            try await installer.apply(other, withUsers: false)
            await #expect {
                try await installer.apply(topology, withUsers: false)
            } throws: { error in
                "\(error)".contains("queue 'matcher.listings.retry.10m'") && !"\(error)".contains("5s'")
            }
            // All the rest is in place nevertheless.
            try await broker.withPublisher { publisher in
                try await publisher.publish(
                    .example("m"), exchange: Exchange.listings, routingKey: "listing.ingested", mandatory: true)
            }
        }
    }

    @Test("gives users no more than their rights: a sender cannot write into another's retry queues")
    func rights() async throws {
        try await TestBroker.withBroker(nil) { broker in
            // Accounts are the broker's, not the virtual host's: names of this test's own.
            let suffix = UUID().uuidString.lowercased()
            var wanted = Topology.standard(retryScale: 0.02)
            wanted.queues.removeAll { !$0.name.hasSuffix("retry.5s") }
            let names = Set(wanted.queues.map(\.name))
            wanted.bindings.removeAll { !names.contains($0.queue) }
            wanted.users = wanted.users.filter { $0.name == "telegram-sender" }
            wanted.users = wanted.users.map { user in
                var user = user
                user.name += suffix
                return user
            }
            let user = try #require(wanted.users.first)
            let installer = TopologyInstaller(broker.api, virtualHost: broker.virtualHost)
            let changes = try await installer.apply(wanted, passwords: [user.name: "test-password"])
            #expect(changes.map(\.description).contains("created user '\(user.name)'"))
            #expect(try await installer.apply(wanted).isEmpty)
            do {
                try await publish(as: user.name, on: broker)
                try await broker.api.delete(["users", user.name])
            } catch {
                try await broker.api.delete(["users", user.name])
                throw error
            }
        }
    }

    private func publish(as user: String, on broker: TestBroker) async throws {
        var parts = try #require(URLComponents(string: broker.url))
        parts.user = user
        parts.password = "test-password"
        let other = TestBroker(url: try #require(parts.string), virtualHost: broker.virtualHost, api: broker.api)
        try await other.withPublisher { publisher in
            let exchange = Exchange.retry(.fiveSeconds)
            try await publisher.publish(
                .example("own"), exchange: exchange, routingKey: "telegram.notifications", mandatory: true)
            await #expect {
                try await publisher.publish(
                    .example("alien"), exchange: exchange, routingKey: "whatsapp.notifications", mandatory: true)
            } throws: { error in
                "\(error)".contains("ACCESS_REFUSED") && "\(error)".contains("whatsapp.notifications")
            }
            await #expect {
                try await publisher.publish(
                    .example("alien"), exchange: Exchange.listings, routingKey: "listing.ingested", mandatory: true)
            } throws: { error in
                "\(error)".contains("ACCESS_REFUSED")
            }
        }
    }
}
