import Contracts
import CurlTransport
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Messaging
import Metrics
import NIOCore
import Notifications
import Observability
import Operations
import Persistence
import RabbitMQ
import TestSupport
import Testing

@testable import ProviderSandbox
@testable import SenderKit
@testable import ServiceKit

@Suite(
    "The operator's walk",
    .enabled(if: TestEnvironment.hasDatabase && TestEnvironment.hasBroker),
    .enabled(if: Prometheus.isInstalled, "apt-get install prometheus"), .timeLimit(.minutes(5)))
struct OperatorsWalkTests {
    @Test("a provider breaks, messages die, alerts say so, one group is seen, and after mending all arrive once")
    func walk() async throws {
        var limits = SandboxConfiguration()
        (limits.telegramLimit, limits.telegramChatLimit) = (10_000, 0)
        let sandbox = Application(router: try SandboxApplication.router(Sandbox(limits)))
        let figures = PrometheusMetrics()
        figures.describe(MetricCatalogue.of("telegram-sender"))
        let health = Health(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let admin = Application(
            router: AdminServer.router(service: "telegram-sender", version: "1", health: health, metrics: figures))
        try await sandbox.test(.live) { client in
            let port = try #require(client.port)
            try await admin.test(.live) { admin in
                try await Prometheus.run(
                    job: "telegram-sender", port: try #require(admin.port), history: [Walk.deadQueue]
                ) { prometheus in
                    try await withMetricsFactory(figures) {
                        try await SenderStage.open { stage in
                            let walk = Walk(stage: stage, client: client, port: port, prometheus: prometheus)
                            try await walk.letDie(100)
                            try await walk.sendAgain(100)
                        }
                    }
                }
            }
        }
    }
}

/// One provider, one sender and one operator, who has the project's own alerts.
private struct Walk {
    let stage: SenderStage
    let client: any TestClientProtocol
    let port: Int
    let prometheus: Prometheus

    /// How many dead letters there were, as `compose/prometheus` records it.
    static let deadQueue = #"queue:amqp_queue_messages:max{queue="telegram.notifications.dead"}"#

    private let selection = LetterSelection(queues: [.telegramNotifications])

    /// The provider answers every message with a 500, and each has two attempts.
    func letDie(_ count: Int) async throws {
        try await faults(#"{"server_error": 1}"#)
        try await withSender {
            try await eventually("the dead letters were counted") {
                try await prometheus.values(Self.deadQueue).contains(0)
            }
            #expect(try await alarms() == [:])
            // In two parts: what has risen before it was first seen is no rise to Prometheus.
            for part in [1, 2] {
                _ = try await stage.notify(count / 2, from: part * 1_000)
                try await eventually(within: .seconds(120), "part \(part) is dead") {
                    try await stage.count(.dead) == part * count / 2
                }
                try await eventually("part \(part) was seen") {
                    try await prometheus.values("sum(sender_dead_total)") == [Double(part * count / 2)]
                }
            }
            try await eventually("the alerts say so") {
                let alarms = try await alarms()
                return alarms["ProviderFails"] == "telegram"
                    && alarms["DeadLettersGrow"] == "telegram.notifications.dead: \(count)"
            }
        }
        try await desk { broker in
            var letters: [BuriedMessage] = []
            try await broker.queues.visit(selection) { letter in
                letters.append(letter)
                return .stays
            }
            let groups = CauseGroup.groups(of: letters)
            #expect(groups.map(\.count) == [count])
            #expect(groups.first?.cause.reason == "attempts-spent")
            #expect(groups.first?.cause.errorClass == "transient")
        }
    }

    /// The provider is mended; the letters are looked at, sent again at 50 a second, and arrive.
    func sendAgain(_ count: Int) async throws {
        try await faults("{}")
        try await withSender {
            try await desk { broker in
                let replay = DeadLetterReplay(
                    queues: broker.queues, publisher: broker.publisher, pool: stage.world.pool)
                let preview = try await replay.preview(selection)
                #expect(preview.words == "\(count): \(count) to send")
            }
            try await desk { broker in
                let replay = DeadLetterReplay(
                    queues: broker.queues, publisher: broker.publisher, pool: stage.world.pool)
                let began = ContinuousClock.now
                let tally = try await replay.replay(selection, rate: 50, force: false, by: "olga")
                #expect(tally.replayed == count)
                #expect(ContinuousClock.now - began > .seconds(Double(count) / 50 * 0.9))
            }
            try await eventually(within: .seconds(60), "all are accepted") {
                try await stage.count(.accepted) == count
            }
            try await eventually("the alert of the dead letters is over") {
                try await alarms()["DeadLettersGrow"] == nil
            }
        }
        let readers = try await readers()
        #expect(readers.count == count && Set(readers).count == count)
        let log = try await AuditLog(pool: stage.world.pool).latest(5)
        #expect(log.map(\.action) == ["replay", "replay-begun"] && Set(log.map(\.operator)) == ["olga"])
        #expect(log.first?.detail.contains("\"replayed\": \"\(count)\"") == true)
        // Nothing is left to be sent a second time.
        try await desk { broker in
            let replay = DeadLetterReplay(queues: broker.queues, publisher: broker.publisher, pool: stage.world.pool)
            let left = try await replay.preview(selection)
            #expect(left.total == 0)
        }
    }

    /// What the two alerts of this story say, as long as their expressions are true.
    private func alarms() async throws -> [String: String] {
        let alerts = try await prometheus.alerts()
        var said: [String: String] = [:]
        for alert in alerts["ProviderFails"] ?? [] { said["ProviderFails"] = alert.labels["channel"] }
        for alert in alerts["DeadLettersGrow"] ?? [] {
            said["DeadLettersGrow"] = "\(alert.labels["queue"] ?? ""): \(Double(alert.value).map(Int.init) ?? -1)"
        }
        return said
    }

    private func withSender(_ body: () async throws -> Void) async throws {
        let number = SendingNumber(
            index: 1, provider: TelegramProvider(url: "http://127.0.0.1:\(port)/telegram") { "test-token" },
            transport: CurlTransport(), requestTimeout: .seconds(10))
        try await stage.withSenders(
            provider: FlakyProvider(isFlaky: false), numbers: [number], isMeasured: true,
            {
                $0.claims.maximumAttempts = 2
                $0.retry = RetryPolicy(maximumAttempts: 2, scale: 0.02)
                // Ten failures in a row would have the provider left alone, and nothing would die.
                $0.breaker = CircuitBreaker.Policy(failures: 1_000_000)
            }, while: body)
    }

    private func desk(_ body: (OperatorBroker) async throws -> Void) async throws {
        try await OperatorBroker.use(try RabbitMQConfiguration(url: stage.amqpURL), body)
    }

    private func faults(_ json: String) async throws {
        let answer = try await client.executeRequest(
            uri: "/faults", method: .post, headers: [.contentType: "application/json"], body: ByteBuffer(string: json))
        #expect(answer.status == .ok)
    }

    private struct Page: Decodable {
        struct Message: Decodable {
            let recipient: String
        }

        let messages: [Message]
    }

    /// Whose telephones got a message, one for each.
    private func readers() async throws -> [String] {
        let answer = try await client.executeRequest(
            uri: "/messages?limit=10000", method: .get, headers: [:], body: nil)
        return try JSONDecoder().decode(Page.self, from: Data(answer.body.readableBytesView))
            .messages.map(\.recipient)
    }
}
