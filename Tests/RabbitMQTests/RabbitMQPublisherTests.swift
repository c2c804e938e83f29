import Contracts
import Foundation
import Logging
import Messaging
import RabbitMQ
import TestSupport
import Testing

@Suite("The RabbitMQ publisher", .enabled(if: TestEnvironment.hasBroker))
struct RabbitMQPublisherTests {
    @Test("pipelines more messages than its window holds, from many callers at once")
    func pipelines() async throws {
        try await TestBroker.withBroker(.queue("q")) { broker in
            try await broker.withPublisher { publisher in
                let results = await publisher.publishAll(
                    (0..<1000).map { Publication(.example("a\($0)"), exchange: "", routingKey: "q") })
                for result in results { try result.get() }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<1000 {
                        group.addTask {
                            try await publisher.publish(
                                .example("b\(number)"), exchange: "", routingKey: "q", mandatory: true)
                        }
                    }
                    try await group.waitForAll()
                }
                try await broker.withSubscriber { subscriber in
                    let reader = Reader(try await subscriber.subscribe(queue: "q", prefetch: 2500), queue: "q")
                    let ids = try await reader.next(2000).map(\.message.messageID)
                    #expect(Set(ids).count == 2000)
                    #expect(Array(ids.prefix(1000)) == (0..<1000).map { "a\($0)" })
                }
            }
        }
    }

    @Test("fails what was unconfirmed when its connection is closed, and comes back by itself")
    func comesBack() async throws {
        try await TestBroker.withBroker(.queue("q")) { broker in
            let states = TestSignal<BrokerState>("a state")
            try await broker.withPublisher(name: "to be closed", onState: states.send) { publisher in
                try await publisher.publish(.example("m1"), exchange: "", routingKey: "q", mandatory: true)
                #expect(try await states.next() == .connecting(reason: nil))
                #expect(try await states.next() == .ready)
                try await broker.closeConnection("to be closed")
                guard case .connecting(let reason?) = try await states.next() else {
                    Issue.record("the loss was not reported")
                    return
                }
                #expect(reason.contains("RabbitMQ at"))
                #expect(reason.contains("CONNECTION_FORCED"))
                try await publisher.publish(.example("m2"), exchange: "", routingKey: "q", mandatory: true)
                #expect(try await states.next() == .ready)
            }
            #expect(try await states.next() == .closed)
            #expect(states.pending.isEmpty)
        }
    }

    @Test("loses no confirmed message while its connection is closed again and again")
    func losesNothing() async throws {
        try await TestBroker.withBroker(.queue("q")) { broker in
            try await broker.withPublisher(name: "restless") { publisher in
                let isOver = TestSignal<Void>()
                let closing = Task {
                    defer { isOver.send(()) }
                    for _ in 0..<2 { try await broker.closeConnection("restless") }
                }
                var confirmed: Set<String> = []
                var number = 0
                while isOver.pending.isEmpty {
                    number += 1
                    let results = await publisher.publishAll(
                        (0..<5).map { Publication(.example("m\(number).\($0)"), exchange: "", routingKey: "q") })
                    for (index, result) in results.enumerated() {
                        if case .success = result { confirmed.insert("m\(number).\(index)") }
                    }
                }
                #expect(!confirmed.isEmpty)
                try await closing.value
                try await broker.withSubscriber { subscriber in
                    let subscription = try await subscriber.subscribe(queue: "q", prefetch: 300)
                    for await delivery in subscription.deliveries {
                        confirmed.remove(delivery.message.messageID)
                        await subscription.acknowledge(delivery.receipt)
                        if confirmed.isEmpty { break }
                    }
                }
                #expect(confirmed.isEmpty)
            }
        }
    }

    @Test("says what is missing and how to mend it, and goes on when it is there")
    func namesMissing() async throws {
        try await TestBroker.withBroker(nil) { broker in
            let states = TestSignal<BrokerState>("a state")
            let expected = ExpectedTopology(exchanges: ["amq.topic", "listings"], queues: ["q"])
            try await broker.withPublisher(expecting: expected, onState: states.send) { publisher in
                let state = try await states.first { $0 != .connecting(reason: nil) }
                guard case .connecting(let reason?) = state else {
                    Issue.record("\(state)")
                    return
                }
                #expect(reason.contains("missing: exchange 'listings', queue 'q'; `campanello topology apply`"))
                try await broker.declareQueue("q")
                try await broker.api.change(
                    "PUT", ["exchanges", broker.virtualHost, "listings"], Data(#"{"type":"topic"}"#.utf8))
                try await publisher.publish(.example("m1"), exchange: "", routingKey: "q", mandatory: true)
                _ = try await states.first { $0 == .ready }
            }
        }
    }

    @Test("keeps trying while no broker is there, says so once, and bounds its callers' wait")
    func absent() async throws {
        let states = TestSignal<BrokerState>("a state")
        let publisher = RabbitMQPublisher(
            configuration: RabbitMQConfiguration(hosts: [.init(name: "127.0.0.1", port: 1)]), connectionName: "test",
            timeout: .milliseconds(300), logger: Logger(label: "test"), onState: states.send)
        await publisher.start()
        for _ in 0..<3 {
            await #expect(throws: PublishError.connectionLost) {
                try await publisher.publish(.example("m"), exchange: "", routingKey: "q", mandatory: true)
            }
        }
        await publisher.shutdown()
        await #expect(throws: PublishError.connectionLost) {
            try await publisher.publish(.example("m"), exchange: "", routingKey: "q", mandatory: true)
        }
        #expect(try await states.next() == .connecting(reason: nil))
        guard case .connecting(let reason?) = try await states.next() else {
            Issue.record("no reason was given")
            return
        }
        #expect(reason.hasPrefix("RabbitMQ at 127.0.0.1:1: "))
        #expect(states.pending == [.closed])
    }

    @Test("finds the living one of several hosts")
    func rotates() async throws {
        try await TestBroker.withBroker(.queue("q")) { broker in
            var configuration = try broker.configuration
            configuration.hosts.insert(.init(name: "127.0.0.1", port: 1), at: 0)
            configuration.hosts.append(.init(name: "127.0.0.1", port: 2))
            let several = configuration
            let publisher = RabbitMQPublisher(
                configuration: several, connectionName: "test", logger: Logger(label: "test"))
            await publisher.start()
            try await publisher.publish(.example("m"), exchange: "", routingKey: "q", mandatory: true)
            await publisher.shutdown()
        }
    }

    @Test("says that the broker refused the password, and never the password")
    func refused() async throws {
        try await TestBroker.withBroker(nil) { broker in
            let states = TestSignal<BrokerState>("a state")
            var configuration = try broker.configuration
            configuration.password = "not-the-password"
            let wrong = configuration
            let publisher = RabbitMQPublisher(
                configuration: wrong, connectionName: "test", logger: Logger(label: "test"), onState: states.send)
            await publisher.start()
            let state = try await states.first { $0 != .connecting(reason: nil) }
            #expect("\(state)".contains("ACCESS_REFUSED"))
            #expect(!"\(state)".contains("not-the-password"))
            await publisher.shutdown()
        }
    }

    @Test("stops with its task, and confirms first what is under way")
    func stops() async throws {
        try await TestBroker.withBroker(.queue("q")) { broker in
            let configuration = try broker.configuration
            let publisher = RabbitMQPublisher(
                configuration: configuration, connectionName: "test", logger: Logger(label: "test"))
            let running = Task { await publisher.run() }
            async let results = publisher.publishAll(
                (0..<1000).map { Publication(.example("m\($0)"), exchange: "", routingKey: "q") })
            // The first has arrived: the others are under way.
            try await broker.withSubscriber { subscriber in
                _ = try await Reader(try await subscriber.subscribe(queue: "q", prefetch: 1), queue: "q").next()
            }
            running.cancel()
            await running.value
            for result in await results { try result.get() }
        }
    }
}
