import Contracts
import TestSupport
import Testing

@Suite("RabbitMQ", .enabled(if: TestEnvironment.hasBroker))
struct RabbitMQConformanceTests {
    @Test("behaves like a broker", arguments: BrokerConformance.checks.map(\.name))
    func conforms(check: String) async throws {
        let found = try #require(BrokerConformance.checks.first { $0.name == check })
        var topology = BrokerConformance.topology
        topology.users = []
        let used = [WorkQueue.whatsappNotifications, .telegramDirect]
        topology.queues.removeAll { queue in !used.contains { queue.name.hasPrefix($0.name) } }
        let names = Set(topology.queues.map(\.name))
        topology.bindings.removeAll { !names.contains($0.queue) }
        try await TestBroker.withBroker(topology) { broker in
            try await broker.withPublisher { publisher in
                try await broker.withSubscriber { subscriber in
                    // Time passes here by itself.
                    let conformance = BrokerConformance(publisher: publisher, subscriber: subscriber) { _ in }
                    try await found.run(conformance)
                }
            }
        }
    }
}
