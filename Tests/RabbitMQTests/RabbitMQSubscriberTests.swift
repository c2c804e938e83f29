import Contracts
import Foundation
import Messaging
import RabbitMQ
import TestSupport
import Testing

@Suite("The RabbitMQ subscriber", .enabled(if: TestEnvironment.hasBroker))
struct RabbitMQSubscriberTests {
    private func publish(_ ids: ClosedRange<Int>, on broker: TestBroker, size: Int = 2) async throws {
        try await broker.withPublisher { publisher in
            for start in stride(from: ids.lowerBound, through: ids.upperBound, by: 1000) {
                let part = start...min(start + 999, ids.upperBound)
                let results = await publisher.publishAll(
                    part.map { Publication(.example("m\($0)", size: size), exchange: "", routingKey: "q") })
                for result in results { try result.get() }
            }
        }
    }

    @Test("gets again what was unsettled when the connection was lost, and drops receipts of before")
    func redelivers() async throws {
        try await TestBroker.withBroker(.queue("q")) { broker in
            try await publish(1...2, on: broker)
            let states = TestSignal<BrokerState>("a state")
            try await broker.withSubscriber(name: "to be closed", onState: states.send) { subscriber in
                let reader = Reader(try await subscriber.subscribe(queue: "q", prefetch: 1), queue: "q")
                let first = try await reader.next()
                _ = try await states.first { $0 == .ready }
                try await broker.closeConnection("to be closed")
                let second = try await reader.next()
                #expect(second.message.messageID == "m1")
                #expect(second.redelivered)
                #expect(second.receipt.generation != first.receipt.generation)
                // A stale tag would close the channel, or settle the wrong message and let the next one come.
                await reader.acknowledge(first)
                await reader.giveBack(first)
                try await publish(3...3, on: broker)
                #expect(reader.waiting.isEmpty)
                await reader.acknowledge(second)
                let third = try await reader.next()
                #expect(third.message.messageID == "m2")
                #expect(third.receipt.generation == second.receipt.generation)
            }
        }
    }

    @Test("tells what queues hold while it consumes, and leaves out those that are not there")
    func levels() async throws {
        try await TestBroker.withBroker(.queue("q")) { broker in
            try await broker.declareQueue("idle")
            try await publish(1...20, on: broker)
            try await broker.withSubscriber { subscriber in
                let reader = Reader(try await subscriber.subscribe(queue: "q", prefetch: 5), queue: "q")
                let first = try await reader.next()
                try await eventually("the levels of the queues") {
                    let levels = await subscriber.levels(of: ["q", "gone", "idle"])
                    return levels.map { "\($0.queue) \($0.messages) \($0.consumers)" } == ["q 15 1", "idle 0 0"]
                }
                // The consumer has lost nothing over it.
                await reader.acknowledge(first)
                for _ in 2...20 { await reader.acknowledge(try await reader.next()) }
            }
        }
    }

    @Test("registers again when a deleted queue is back, and says meanwhile that it is missing")
    func survivesDeletion() async throws {
        try await TestBroker.withBroker(.queue("q")) { broker in
            let states = TestSignal<BrokerState>("a state")
            try await broker.withSubscriber(onState: states.send) { subscriber in
                let reader = Reader(try await subscriber.subscribe(queue: "q", prefetch: 5), queue: "q")
                _ = try await states.first { $0 == .ready }
                try await broker.deleteQueue("q")
                _ = try await states.first { state in
                    guard case .connecting(let reason?) = state else { return false }
                    return reason.contains("missing: queue 'q'; `campanello topology apply`")
                }
                try await broker.declareQueue("q")
                _ = try await states.first { $0 == .ready }
                try await publish(1...1, on: broker)
                #expect(try await reader.next().message.messageID == "m1")
            }
        }
    }

    @Test("waits for a queue that is not there yet, without disturbing another")
    func waitsForQueue() async throws {
        try await TestBroker.withBroker(.queue("q")) { broker in
            try await broker.withSubscriber { subscriber in
                let missing = Reader(try await subscriber.subscribe(queue: "later", prefetch: 5), queue: "later")
                let reader = Reader(try await subscriber.subscribe(queue: "q", prefetch: 5), queue: "q")
                try await publish(1...1, on: broker)
                await reader.acknowledge(try await reader.next())
                try await broker.declareQueue("later")
                try await broker.withPublisher { publisher in
                    try await publisher.publish(.example("l"), exchange: "", routingKey: "later", mandatory: true)
                }
                #expect(try await missing.next().message.messageID == "l")
            }
        }
    }

    @Test("acknowledges everything, in whatever order handlers finish")
    func acknowledges() async throws {
        try await TestBroker.withBroker(.queue("q")) { broker in
            try await publish(1...1000, on: broker)
            try await broker.withSubscriber { subscriber in
                let subscription = try await subscriber.subscribe(queue: "q", prefetch: 100)
                var held: [Delivery] = []
                var count = 0
                for await delivery in subscription.deliveries {
                    held.append(delivery)
                    count += 1
                    if held.count == 50 {
                        for delivery in held.shuffled() { await subscription.acknowledge(delivery.receipt) }
                        held = []
                    }
                    if count == 1000 { break }
                }
            }
            // The shutdown sent the last acknowledgements: nothing comes again.
            try await publish(1001...1001, on: broker)
            try await broker.withSubscriber { subscriber in
                let reader = Reader(try await subscriber.subscribe(queue: "q", prefetch: 10), queue: "q")
                #expect(try await reader.next().message.messageID == "m1001")
            }
        }
    }

    @Test("does not grow with the number of deliveries")
    func staysSmall() async throws {
        RealServerUse.note()
        // In a process of its own: what other tests take at the same time is none of its growth.
        await #expect(processExitsWith: .success) {
            try await RabbitMQSubscriberTests().takeMany()
        }
    }

    private func takeMany() async throws {
        try await TestBroker.withBroker(.queue("q")) { broker in
            try await publish(1...25_000, on: broker, size: 2048)
            try await broker.withSubscriber { subscriber in
                let subscription = try await subscriber.subscribe(queue: "q", prefetch: 200)
                var count = 0
                var before = 0
                for await delivery in subscription.deliveries {
                    await subscription.acknowledge(delivery.receipt)
                    count += 1
                    if count == 5000 { before = try residentKilobytes() }
                    if count == 25_000 { break }
                }
                let growth = try residentKilobytes() - before
                // The bodies alone are 40 MB.
                #expect(growth < 20_000, "grew by \(growth) KiB")
            }
        }
    }

    @Test("ends its streams when it is shut down, and subscribes no more")
    func shutsDown() async throws {
        try await TestBroker.withBroker(.queue("q")) { broker in
            try await broker.withSubscriber { subscriber in
                let reader = Reader(try await subscriber.subscribe(queue: "q", prefetch: 10), queue: "q")
                await subscriber.shutdown()
                try await reader.end()
                await #expect(throws: SubscriberError.closed) {
                    _ = try await subscriber.subscribe(queue: "q", prefetch: 10)
                }
            }
        }
    }

    @Test("refuses a prefetch that AMQP cannot carry", arguments: [0, -1, 65_536])
    func bounds(prefetch: Int) async throws {
        try await TestBroker.withBroker(nil) { broker in
            try await broker.withSubscriber { subscriber in
                await #expect(throws: SubscriberError.self) {
                    _ = try await subscriber.subscribe(queue: "q", prefetch: prefetch)
                }
            }
        }
    }

    private func residentKilobytes() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        return (Int(text.split(separator: " ")[1]) ?? 0) * 4
    }
}
