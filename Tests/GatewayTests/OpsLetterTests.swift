import Contracts
import Foundation
import Logging
import Messaging
import Postgres
import RabbitMQ
import TestSupport
import Testing

@testable import Gateway

@Suite(
    "Dead letters by the operators' API",
    .enabled(if: TestEnvironment.hasDatabase && TestEnvironment.hasBroker))
struct OpsLetterTests {
    @Test("are grouped, shown, previewed, sent again and dropped")
    func letters() async throws {
        try await TestBroker.withBroker(.standard(retryScale: 0.02)) { broker in
            let management = try #require(TestEnvironment.amqpManagementURL)
            let settings = [
                "OPERATOR_TOKEN": OpsRouteTests.token, "AMQP_URL": broker.url, "AMQP_MANAGEMENT_URL": management,
            ]
            try await TestAPI.run(settings) { api in
                let world = PostgresDeliveryWorld(pool: api.pool)
                let first = try await world.make(DeliverySeed(address: "1"))
                let second = try await world.make(DeliverySeed(address: "2"))
                try await api.pool.execute(
                    "UPDATE campanello.deliveries SET status = 'dead', attempt = 9, finished_at = now()")
                try await bury([(first.id, "500"), (second.id, "400")], at: broker.url)
                let token = OpsRouteTests.token

                try await eventually("the broker counts them") {
                    let list = try await api.get("/api/v1/ops/dead-letters", token: token)
                    return list.json["total"].number == 2
                }
                let id = first.id.uuidString.lowercased()
                let one = try await api.get("/api/v1/ops/dead-letters/\(id)", token: token)
                #expect(one.json["letter"]["error_code"].text == "500")

                let everything = try await api.post("/api/v1/ops/dead-letters/replay", "{}", token: token)
                #expect(everything.status == 422 && everything.fields == ["all"])
                let unknown = try await api.post(
                    "/api/v1/ops/dead-letters/replay", #"{"class": "passing"}"#, token: token)
                #expect(unknown.status == 422 && unknown.fields == ["class"])
                let wanted = #"{"queue": "telegram.notifications", "code": "500", "preview": true}"#
                let preview = try await api.post("/api/v1/ops/dead-letters/replay", wanted, token: token)
                #expect(preview.json["words"].text == "1: 1 to send" && preview.json["replayed"].number == 0)
                let replay = try await api.post(
                    "/api/v1/ops/dead-letters/replay", #"{"code": "500", "rate": 50}"#, token: token)
                #expect(replay.json["replayed"].number == 1 && replay.json["has_more"] == .boolean(false))
                #expect(try await world.state(of: first).status == .pending)
                let drop = try await api.post("/api/v1/ops/dead-letters/drop", #"{"code": "400"}"#, token: token)
                #expect(drop.json["dropped"].number == 1)
                #expect(try await world.state(of: second).status == .skipped)
                try await eventually("the broker counts again") {
                    let queues = try await api.get("/api/v1/ops/queues", token: token)
                    return queues.text.contains(#""name":"telegram.notifications","#)
                }
            }
        }
    }

    private func bury(_ letters: [(UUID, String)], at url: String) async throws {
        let configuration = try RabbitMQConfiguration(url: url)
        let publisher = RabbitMQPublisher(
            configuration: configuration, connectionName: "test", logger: Logger(label: "test"))
        await publisher.start()
        for (id, code) in letters {
            let message = Message(
                messageID: id.uuidString.lowercased(), type: MessageType.newListingsForFilter.rawValue,
                timestamp: Date(), appID: "matcher", body: Array("{}".utf8))
            try await publisher.publish(
                message.deadLettered(
                    DeadLetter(
                        reason: "attempts-spent", errorClass: "transient", errorCode: code, error: "Bad Gateway",
                        failedAt: Date())),
                exchange: Exchange.deadLetters, routingKey: WorkQueue.telegramNotifications.name, mandatory: true)
        }
        await publisher.shutdown()
    }
}
