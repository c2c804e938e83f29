import Contracts
import Foundation
import Messaging
import RabbitMQ
import TestSupport
import Testing

/// What one user may do, and what it is refused: tried at a real broker.
struct RightsCase: Sendable, CustomTestStringConvertible {
    let user: String
    /// Exchange and key.
    let writes: [(String, String)]
    let refusedWrites: [(String, String)]
    let reads: [String]
    let refusedReads: [String]

    var testDescription: String { user }

    static let all = [
        RightsCase(
            user: "gateway", writes: [("listings", "listing.ingested"), ("notifications", "telegram.direct")],
            refusedWrites: [
                ("dead-letters", "telegram.notifications"), ("requeue", "telegram.notifications"),
                ("retry.5s", "telegram.notifications"), ("", "telegram.notifications"),
            ], reads: [], refusedReads: ["telegram.notifications", "matcher.listings", "whatsapp.direct.dead"]),
        RightsCase(
            user: "matcher", writes: [("notifications", "whatsapp"), ("dead-letters", "matcher.listings")],
            refusedWrites: [
                ("requeue", "whatsapp.notifications"), ("retry.5s", "whatsapp.notifications"),
                ("dead-letters", "matcher.listings.limit"), ("", "matcher.listings"),
            ], reads: ["matcher.listings", "telegram.notifications.limit"],
            refusedReads: ["telegram.notifications", "whatsapp.notifications", "telegram.notifications.dead"]),
        sender("whatsapp", other: "telegram"), sender("telegram", other: "whatsapp"),
        RightsCase(
            user: "operator", writes: [("requeue", "telegram.notifications")],
            refusedWrites: [("notifications", "telegram"), ("listings", "listing.ingested"), ("retry.5s", "x")],
            reads: ["telegram.notifications.dead", "matcher.listings.dead"],
            refusedReads: ["telegram.notifications", "matcher.listings", "whatsapp.direct.retry.5s"]),
    ]

    private static func sender(_ channel: String, other: String) -> RightsCase {
        RightsCase(
            user: "\(channel)-sender",
            writes: [("retry.30s", "\(channel).notifications"), ("dead-letters", "\(channel).direct")],
            refusedWrites: [
                ("retry.30s", "\(other).notifications"), ("dead-letters", "\(other).direct"),
                ("deliveries", "delivery.\(other).accepted"), ("notifications", channel),
                ("listings", "listing.ingested"), ("requeue", "\(channel).notifications"),
                ("", "\(channel).notifications"),
            ], reads: ["\(channel).notifications", "\(channel).direct"],
            refusedReads: ["\(other).notifications", "\(channel).notifications.dead", "matcher.listings"])
    }
}

@Suite("The services' users at the broker", .enabled(if: TestEnvironment.hasBroker), .timeLimit(.minutes(3)))
struct BrokerRightsTests {
    @Test("each may do its work and is refused everything else", arguments: RightsCase.all)
    func rights(of rights: RightsCase) async throws {
        try await TestBroker.withBroker(.standard(retryScale: 0.02)) { broker in
            try await withUser(rights.user, on: broker) { other in
                for (exchange, key) in rights.writes {
                    try await other.withPublisher { publisher in
                        try await publisher.publish(.example("m"), exchange: exchange, routingKey: key, mandatory: true)
                    }
                }
                for (exchange, key) in rights.refusedWrites {
                    await #expect("\(rights.user) writes \(key) to '\(exchange)'") {
                        try await other.withPublisher { publisher in
                            try await publisher.publish(
                                .example("m"), exchange: exchange, routingKey: key, mandatory: true)
                        }
                    } throws: { "\($0)".contains("ACCESS_REFUSED") || exchange.isEmpty }
                }
                for queue in rights.reads {
                    let isRead = try await receives(other, from: queue, of: broker)
                    #expect(isRead, "\(queue)")
                }
                for queue in rights.refusedReads {
                    let reason = try await refusal(of: other, reading: queue)
                    #expect(reason.contains(queue), "\(reason)")
                }
            }
        }
    }

    private static let declare = "/usr/bin/amqp-declare-queue"

    @Test(
        "none may make a queue or change one",
        .enabled(if: FileManager.default.isExecutableFile(atPath: declare)), arguments: RightsCase.all)
    func configure(rights: RightsCase) async throws {
        try await TestBroker.withBroker(nil) { broker in
            try await withUser(rights.user, on: broker) { other in
                for name in ["stranger", "telegram.notifications"] {
                    let (status, text) = try await onOwnThread { try Self.declareQueue(name, as: other.url) }
                    #expect(status != 0 && text.contains("ACCESS_REFUSED"), "\(text)")
                }
            }
        }
    }

    /// The status with which declaring ends, and what is said of it.
    private static func declareQueue(_ queue: String, as url: String) throws -> (Int32, String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: declare)
        process.arguments = ["-u", url, "-q", queue]
        let errors = Pipe()
        (process.standardError, process.standardOutput) = (errors, FileHandle.nullDevice)
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    /// Whether the user gets what somebody else puts into the queue.
    private func receives(_ broker: TestBroker, from queue: String, of all: TestBroker) async throws -> Bool {
        try await broker.withSubscriber { subscriber in
            let subscription = try await subscriber.subscribe(queue: queue, prefetch: 1)
            try await all.withPublisher { publisher in
                try await publisher.publish(.example("m"), exchange: "", routingKey: queue, mandatory: true)
            }
            for await delivery in subscription.deliveries {
                await subscription.acknowledge(delivery.receipt)
                return true
            }
            return false
        }
    }

    /// Why the queue is not consumed.
    private func refusal(of broker: TestBroker, reading queue: String) async throws -> String {
        let reasons = TestSignal<String>("a refusal to read \(queue)")
        let onState: @Sendable (BrokerState) -> Void = { state in
            if case .connecting(let reason?) = state { reasons.send(reason) }
        }
        return try await broker.withSubscriber(onState: onState) { subscriber in
            _ = try await subscriber.subscribe(queue: queue, prefetch: 1)
            return try await reasons.first { $0.contains("REFUSED") }
        }
    }

    /// The user as the topology has it, under a name of this test's own: accounts are the broker's.
    private func withUser(
        _ name: String, on broker: TestBroker, _ body: (TestBroker) async throws -> Void
    ) async throws {
        var user = try #require(BrokerUser.all.first { $0.name == name })
        user.name += UUID().uuidString.lowercased()
        var topology = Topology.standard(retryScale: 0.02)
        topology.users = [user]
        (topology.queues, topology.bindings, topology.policies) = ([], [], [])
        let installer = TopologyInstaller(broker.api, virtualHost: broker.virtualHost)
        try await installer.apply(topology, passwords: [user.name: "test-password"])
        var parts = try #require(URLComponents(string: broker.url))
        (parts.user, parts.password) = (user.name, "test-password")
        let other = TestBroker(url: try #require(parts.string), virtualHost: broker.virtualHost, api: broker.api)
        do {
            try await body(other)
            try await broker.api.delete(["users", user.name])
        } catch {
            try await broker.api.delete(["users", user.name])
            throw error
        }
    }
}
