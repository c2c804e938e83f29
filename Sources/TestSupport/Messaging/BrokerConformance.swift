package import Contracts
import Foundation
package import Messaging

/// What every broker does, whatever it is made of: run on the memory broker and on the real one. Each check needs a
/// fresh broker with `BrokerConformance.topology`.
package struct BrokerConformance: Sendable {
    package struct Violation: Error, CustomStringConvertible {
        package let description: String
    }

    /// The standard topology, where one work queue holds three messages at most.
    package static var topology: Topology {
        var topology = Topology.standard(retryScale: 0.02)
        for index in topology.policies.indices where topology.policies[index].name == full.name {
            topology.policies[index].definition["max-length"] = 3
        }
        return topology
    }

    static let queue = WorkQueue.whatsappNotifications
    static let full = WorkQueue.telegramDirect

    let publisher: any Publisher
    let subscriber: any Subscriber
    /// Lets so much of the broker's time pass.
    let pass: @Sendable (Duration) async throws -> Void

    package init(
        publisher: any Publisher, subscriber: any Subscriber,
        pass: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.publisher = publisher
        self.subscriber = subscriber
        self.pass = pass
    }

    /// Every check, by name.
    package static let checks: [(name: String, run: @Sendable (BrokerConformance) async throws -> Void)] = [
        ("a message arrives as it was published", { try await $0.arrivesUnchanged() }),
        ("messages arrive in their order", { try await $0.keepsOrder() }),
        ("a mandatory message without a queue is an error, another is not", { try await $0.tellsUnroutable() }),
        ("a missing exchange is an error, and later publishes work", { try await $0.tellsMissingExchange() }),
        ("a full queue refuses", { try await $0.tellsFullQueue() }),
        ("what AMQP cannot carry is refused before it is sent", { try await $0.tellsInvalid() }),
        ("no more than the prefetch is delivered", { try await $0.boundsDeliveries() }),
        ("what is given back comes again", { try await $0.givesBack() }),
        ("a cancelled subscription ends, and its receipts still count", { try await $0.cancels() }),
        ("an acknowledgement out of order settles its own message only", { try await $0.settlesOutOfOrder() }),
        ("a retry comes back to its queue when its time is over", { try await $0.comesBack() }),
        ("a message given back too often goes to the limit queue", { try await $0.limitsDeliveries() }),
    ]

    func message(_ id: String, expiration: Duration? = nil, headers: [String: HeaderValue] = [:]) -> Message {
        Message(
            messageID: id, type: "new-listings-for-filter.v1", timestamp: Date(timeIntervalSince1970: 1_800_000_000),
            appID: "matcher", correlationID: "c-\(id)", headers: headers, expiration: expiration,
            body: Array("{\"id\":\"\(id)\"}".utf8))
    }

    func publish(_ message: Message, to work: WorkQueue = queue) async throws {
        try await publisher.publish(message, exchange: Exchange.requeue, routingKey: work.name, mandatory: true)
    }

    func subscribe(_ name: String = queue.name, prefetch: Int = 10) async throws -> Reader {
        let subscription = try await subscriber.subscribe(queue: name, prefetch: prefetch)
        return Reader(subscription, queue: name)
    }

    func expect(_ isRight: Bool, _ what: @autoclosure () -> String) throws {
        if !isRight { throw Violation(description: what()) }
    }

    /// The error of a publish that must not succeed.
    func failure(of publish: () async throws -> Void) async throws -> PublishError {
        do {
            try await publish()
        } catch let error as PublishError {
            return error
        }
        throw Violation(description: "the publish succeeded")
    }
}
