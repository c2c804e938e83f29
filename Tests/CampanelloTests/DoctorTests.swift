import Contracts
import Foundation
import RabbitMQ
import ServiceKit
import TestSupport
import Testing

@testable import Campanello

@Suite("The doctor", .enabled(if: TestEnvironment.hasDatabase && TestEnvironment.hasBroker))
struct DoctorTests {
    private func settings(_ broker: TestBroker, _ database: String) -> Settings {
        Settings(values: [
            "AMQP_URL": broker.url, "AMQP_MANAGEMENT_URL": TestEnvironment.amqpManagementURL ?? "",
            "DATABASE_URL": database, "RETRY_SCALE": "0.02",
        ])
    }

    @Test("finds a whole installation well")
    func well() async throws {
        try await withMigratedDatabaseURL { database in
            try await TestBroker.withBroker(.standard(retryScale: 0.02)) { broker in
                let settings = settings(broker, database)
                let found =
                    await DatabaseExamination(settings: settings).findings()
                    + (await BrokerExamination(settings: settings).findings())
                #expect(found.filter { $0.state == .wrong } == [])
                var states: [String: Finding.State] = [:]
                for finding in found { states[finding.what] = finding.state }
                for what in ["database", "migrations", "partitions of matches", "outbox", "matching", "broker"] {
                    #expect(states[what] == .well, "\(what)")
                }
                for what in ["topology", "effective policies", "dead letters"] {
                    #expect(states[what] == .well, "\(what)")
                }
                // No sender runs here.
                #expect(found.contains { $0.what == "senders" && $0.advice == "start the channels' senders" })
            }
        }
    }

    @Test("the broker's operator, who is no administrator, sees all but users")
    func asOperator() async throws {
        try await withMigratedDatabaseURL { database in
            try await TestBroker.withBroker(.standard(retryScale: 0.02)) { broker in
                let name = "operator-of-\(broker.virtualHost)"
                try await broker.api.put(["users", name], Account(password: "test-token", tags: "monitoring"))
                try await broker.api.put(
                    ["permissions", broker.virtualHost, name], Rights(configure: "", write: "", read: ".*"))
                var url = try #require(URLComponents(string: TestEnvironment.amqpManagementURL ?? ""))
                (url.user, url.password) = (name, "test-token")
                var values = [
                    "AMQP_URL": broker.url, "AMQP_MANAGEMENT_URL": try #require(url.string), "DATABASE_URL": database,
                ]
                values["RETRY_SCALE"] = "0.02"
                let found = await BrokerExamination(settings: Settings(values: values)).findings()
                try await broker.api.delete(["users", name])
                #expect(found.filter { $0.state == .wrong } == [])
                #expect(found.first { $0.what == "topology" }?.state == .well)
                #expect(found.first { $0.what == "broker's users" }?.state == .notChecked)
            }
        }
    }

    private struct Account: Encodable {
        let password: String
        let tags: String
    }

    private struct Rights: Encodable {
        let configure: String
        let write: String
        let read: String
    }

    @Test("says what is missing, what overrides ours, and what to do, and puts nothing right")
    func amiss() async throws {
        try await withMigratedDatabaseURL { database in
            try await TestBroker.withBroker(.standard(retryScale: 0.02)) { broker in
                try await broker.api.delete(["queues", broker.virtualHost, WorkQueue.whatsappDirect.dead])
                try await broker.api.put(
                    ["policies", broker.virtualHost, "theirs"],
                    Theirs(pattern: "^telegram.*", definition: ["max-length": 1], priority: 9))
                let examination = BrokerExamination(settings: settings(broker, database))
                for _ in 0..<2 {
                    let found = await examination.findings()
                    let topology = try #require(found.first { $0.what == "topology" })
                    #expect(topology.state == .wrong && topology.detail.contains("whatsapp.direct.dead"))
                    #expect(topology.advice == "campanello topology apply")
                    let policies = try #require(found.first { $0.what == "effective policies" })
                    #expect(policies.state == .wrong && policies.detail.contains("theirs"))
                }
            }
        }
    }

    private struct Theirs: Encodable {
        let pattern: String
        let definition: [String: Int]
        let priority: Int
    }

    @Test("says who does not answer, and no password")
    func away() async throws {
        let settings = Settings(values: [
            "AMQP_URL": "amqp://operator:very-secret@127.0.0.1:1/%2F",
            "AMQP_MANAGEMENT_URL": "http://operator:very-secret@127.0.0.1:1",
            "DATABASE_URL": "postgresql://operator:very-secret@127.0.0.1:1/campanello",
        ])
        let found =
            await DatabaseExamination(settings: settings).findings()
            + (await BrokerExamination(settings: settings).findings())
        #expect(found.map(\.what) == ["database", "broker", "management"])
        #expect(found.allSatisfy { $0.state == .wrong && !$0.advice.isEmpty })
        #expect(!found.contains { $0.detail.contains("very-secret") })
    }
}
