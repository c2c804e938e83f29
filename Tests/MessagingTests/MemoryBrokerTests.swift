import Contracts
import Foundation
import Messaging
import TestSupport
import Testing

@Suite("The memory broker")
struct MemoryBrokerTests {
    @Test("behaves like a broker", arguments: BrokerConformance.checks.map(\.name))
    func conforms(check: String) async throws {
        let broker = MemoryBroker(BrokerConformance.topology)
        let conformance = BrokerConformance(publisher: broker, subscriber: broker) { await broker.advance(by: $0) }
        let found = try #require(BrokerConformance.checks.first { $0.name == check })
        try await found.run(conformance)
    }

    @Test("delivers what is unsettled again after a lost connection, and drops old receipts")
    func redelivers() async throws {
        let broker = MemoryBroker(.standard())
        try await broker.publish(
            .example("m1"), exchange: Exchange.notifications, routingKey: "telegram", mandatory: true)
        let reader = Reader(try await broker.subscribe(queue: "telegram.notifications", prefetch: 5), queue: "")
        let first = try await reader.next()
        await broker.loseConnections()
        let second = try await reader.next()
        #expect(second.redelivered)
        await reader.acknowledge(first)
        #expect(await broker.unsettledCount(of: "telegram.notifications") == 1)
        await reader.acknowledge(second)
        #expect(await broker.unsettledCount(of: "telegram.notifications") == 0)
    }

    @Test("fails publishes as a test asks for")
    func failsOnDemand() async throws {
        let broker = MemoryBroker(.standard())
        await broker.failPublishes(with: .refused)
        await #expect(throws: PublishError.refused) {
            try await broker.publish(.example("m1"), exchange: Exchange.requeue, routingKey: "x", mandatory: true)
        }
    }

    @Test(
        "topic patterns match whole words",
        arguments: [
            ("whatsapp", "whatsapp", true), ("whatsapp", "whatsapp.direct", false), ("#", "a.b", true),
            ("delivery.*.sent", "delivery.telegram.sent", true), ("delivery.*", "delivery.telegram.sent", false),
            ("delivery.#", "delivery", true), ("#.sent", "a.b.sent", true), ("*", "", true), ("a.#.b", "a.b", true),
        ])
    func matches(pattern: String, key: String, expected: Bool) async throws {
        var topology = Topology.standard()
        topology.bindings = [Binding(exchange: Exchange.deliveries, queue: "telegram.direct", routingKey: pattern)]
        let broker = MemoryBroker(topology)
        try await broker.publish(.example("m1"), exchange: Exchange.deliveries, routingKey: key, mandatory: false)
        #expect(await broker.messages(in: "telegram.direct").isEmpty != expected)
    }
}

extension Message {
    static func example(_ id: String, headers: [String: HeaderValue] = [:]) -> Message {
        Message(
            messageID: id, type: "new-listings-for-filter.v1", timestamp: Date(timeIntervalSince1970: 1_800_000_000),
            appID: "matcher", headers: headers, body: [123, 125])
    }
}
