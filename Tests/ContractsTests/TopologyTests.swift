import Contracts
import Foundation
import Testing

@Suite struct TopologyTests {
    private let topology = Topology.standard()

    @Test("every binding joins an exchange and a queue that exist, and every queue can be reached")
    func bindings() {
        let exchanges = Set(topology.exchanges.map(\.name))
        let queues = Set(topology.queues.map(\.name))
        #expect(topology.bindings.allSatisfy { exchanges.contains($0.exchange) && queues.contains($0.queue) })
        #expect(Set(topology.bindings.map(\.queue)) == queues)
        #expect(Set(topology.bindings).count == topology.bindings.count)
    }

    @Test("the exchanges and queues have the agreed names")
    func names() {
        #expect(
            topology.exchanges.map(\.name) == [
                "listings", "notifications", "retry.5s", "retry.30s", "retry.2m", "retry.10m", "retry.1h", "retry.6h",
                "requeue", "dead-letters", "deliveries",
            ])
        #expect(topology.exchanges.filter { $0.kind == .direct }.map(\.name) == ["requeue"])
        let works = [
            "matcher.listings", "whatsapp.notifications", "telegram.notifications", "whatsapp.direct",
            "telegram.direct",
        ]
        let suffixes = [
            "", ".retry.5s", ".retry.30s", ".retry.2m", ".retry.10m", ".retry.1h", ".retry.6h", ".dead",
            ".limit",
        ]
        #expect(topology.queues.map(\.name) == works.flatMap { work in suffixes.map { work + $0 } })
    }

    @Test("what waits comes back to the queue it came from")
    func wayBack() throws {
        for work in WorkQueue.allCases {
            for level in RetryLevel.allCases {
                let queue = try #require(topology.queues.first { $0.name == work.retry(level) })
                #expect(queue.arguments["x-dead-letter-exchange"] == "requeue")
                #expect(queue.arguments["x-dead-letter-routing-key"] == nil, "the key must stay the work queue's name")
                #expect(queue.arguments["x-dead-letter-strategy"] == "at-least-once")
                #expect(queue.arguments["x-overflow"] == "reject-publish")
                #expect(queue.arguments["x-max-length"] == 500_000)
                #expect(
                    topology.bindings.contains(
                        Binding(exchange: "retry.\(level.rawValue)", queue: queue.name, routingKey: work.name)))
            }
            #expect(
                topology.bindings.contains(
                    Binding(exchange: "requeue", queue: work.name, routingKey: work.name)))
        }
    }

    @Test(
        "the retry scale shortens the waits and nothing else",
        arguments: [
            (1.0, [5000, 30_000, 120_000, 600_000, 3_600_000, 21_600_000]),
            (0.02, [100, 600, 2400, 12_000, 72_000, 432_000]),
            (0.0, [1, 1, 1, 1, 1, 1]),
        ])
    func scale(scale: Double, expected: [Int]) {
        let scaled = Topology.standard(retryScale: scale)
        let waits = RetryLevel.allCases.map { level in
            scaled.queues.first { $0.name == WorkQueue.telegramDirect.retry(level) }?.arguments["x-message-ttl"]
        }
        #expect(waits == expected.map { .int($0) })
        #expect(scaled.queues.map(\.name) == topology.queues.map(\.name))
    }

    @Test("every queue is a quorum queue, and work, dead and limit queues get exactly one policy")
    func policies() throws {
        for queue in topology.queues {
            #expect(queue.arguments["x-queue-type"] == "quorum")
            let matching = try topology.policies.filter {
                try Regex($0.pattern).firstMatch(in: queue.name) != nil
            }
            #expect(matching.count == (queue.name.contains(".retry.") ? 0 : 1), "\(queue.name)")
        }
    }

    @Test("a work queue's policy keeps what the broker gives up on")
    func workPolicy() throws {
        let policy = try #require(topology.policies.first { $0.pattern == #"^whatsapp\.notifications$"# })
        #expect(
            policy.definition == [
                "dead-letter-exchange": "dead-letters", "dead-letter-routing-key": "whatsapp.notifications.limit",
                "dead-letter-strategy": "at-least-once", "overflow": "reject-publish", "delivery-limit": 20,
                "max-length": 1_000_000,
            ])
        #expect(
            topology.bindings.contains(
                Binding(
                    exchange: "dead-letters", queue: "whatsapp.notifications.limit",
                    routingKey: "whatsapp.notifications.limit")))
    }
}
