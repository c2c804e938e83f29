import Contracts
import Foundation
import HTTPTypes
import Messaging
import Persistence
import Postgres
import RabbitMQ
import ServiceKit
import TestSupport
import Testing

@testable import Gateway

@Suite("The operators' API", .enabled(if: TestEnvironment.hasDatabase))
struct OpsRouteTests {
    static let token = "test-token-of-operators"

    @Test("without a token set nobody comes in; with one, only who shows it")
    func door() async throws {
        try await TestAPI.run { api in
            let off = try await api.get("/api/v1/ops/senders", token: Self.token)
            #expect(off.status == 403 && off.text.contains("OPERATOR_TOKEN"))
            #expect(try await api.get("/ops").status == 403)
        }
        try await TestAPI.run(["OPERATOR_TOKEN": Self.token]) { api in
            #expect(try await api.get("/api/v1/ops/senders").status == 401)
            #expect(try await api.get("/api/v1/ops/senders", token: "test-token-of-somebody").status == 401)
            let person = try await api.person("anna@example.org")
            #expect(try await api.get("/api/v1/ops/senders", token: person.token).status == 401)
            #expect(try await api.get("/api/v1/ops/senders", token: Self.token).status == 200)
        }
    }

    @Test("guesses are counted, strictly, and the right token still passes")
    func guesses() async throws {
        try await TestAPI.run(["OPERATOR_TOKEN": Self.token]) { api in
            var statuses: [Int] = []
            for number in 0..<25 {
                statuses.append(try await api.get("/api/v1/ops/log", token: "test-token-guess-\(number)").status)
            }
            #expect(statuses.prefix(20).allSatisfy { $0 == 401 } && statuses.suffix(5).allSatisfy { $0 == 429 })
            #expect(try await api.get("/api/v1/ops/log", token: Self.token).status == 200)
        }
    }

    @Test("a short token is refused at the start")
    func short() throws {
        #expect(throws: (any Error).self) {
            try GatewayConfiguration(
                Settings(values: TestAPI.sandboxes.merging(["OPERATOR_TOKEN": "short"]) { $1 }))
        }
    }

    @Test("pauses, resumes, and tells who paused what and why")
    func pausing() async throws {
        try await TestAPI.run(["OPERATOR_TOKEN": Self.token]) { api in
            let paused = try await api.post(
                "/api/v1/ops/pauses", #"{"name": "telegram", "reason": "campaign"}"#, token: Self.token)
            #expect(paused.status == 200 && paused.json["changed"] == .boolean(true))
            let standing = try await api.get("/api/v1/ops/senders", token: Self.token)
            #expect(standing.json["pauses"][0]["name"].text == "telegram")
            #expect(standing.json["pauses"][0]["reason"].text == "campaign")
            let wrong = try await api.post("/api/v1/ops/pauses", #"{"name": "nowhere"}"#, token: Self.token)
            #expect(wrong.status == 422 && wrong.fields == ["name"])
            let resumed = try await api.send(.delete, "/api/v1/ops/pauses/telegram", token: Self.token)
            #expect(resumed.status == 200 && resumed.json["is_paused"] == .boolean(false))
            let log = try await api.get("/api/v1/ops/log", token: Self.token)
            #expect(log.json["entries"][0]["action"].text == "resume")
            #expect(log.json["entries"][1]["action"].text == "pause")
        }
    }

    @Test("shows deliveries masked, and one's whole way; an id that is none is not found")
    func deliveries() async throws {
        try await TestAPI.run(["OPERATOR_TOKEN": Self.token]) { api in
            let seeded = try await PostgresDeliveryWorld(pool: api.pool).make(DeliverySeed(address: "123456789"))
            let list = try await api.get("/api/v1/ops/deliveries?status=pending&channel=telegram", token: Self.token)
            #expect(list.status == 200 && list.json["deliveries"][0]["recipient"].text == "•••89")
            #expect(!list.text.contains("123456789"))
            let one = try await api.get("/api/v1/ops/deliveries/\(seeded.id.uuidString)", token: Self.token)
            #expect(one.json["events"][0]["what"].text == "made")
            for id in ["7", UUID().uuidString] {
                #expect(try await api.get("/api/v1/ops/deliveries/\(id)", token: Self.token).status == 404)
            }
            let wrong = try await api.get("/api/v1/ops/deliveries?status=lost&limit=0", token: Self.token)
            #expect(wrong.status == 422 && Set(wrong.fields) == ["status", "limit"])
            let stats = try await api.get("/api/v1/ops/stats", token: Self.token)
            #expect(stats.json["channels"][0]["made"].number == 1)
            #expect(try await api.get("/api/v1/ops/stats?hours=0", token: Self.token).status == 422)
        }
    }

    @Test("without the broker's management its routes say so")
    func noBroker() async throws {
        try await TestAPI.run(["OPERATOR_TOKEN": Self.token]) { api in
            for path in ["queues", "dead-letters"] {
                let answer = try await api.get("/api/v1/ops/\(path)", token: Self.token)
                #expect(answer.status == 503 && answer.text.contains("AMQP_MANAGEMENT_URL"))
            }
        }
    }

    @Test("the page is opened by the token, its cookie serves the API, and nothing of the token is in it")
    func page() async throws {
        try await TestAPI.run(["OPERATOR_TOKEN": Self.token]) { api in
            let closed = try await api.get("/ops")
            #expect(closed.status == 200 && closed.text.contains("name=\"token\"") && !closed.text.contains("page.js"))
            let form = "application/x-www-form-urlencoded"
            #expect(try await api.send(.post, "/ops/login", "token=wrong", type: form).status == 401)
            let login = try await api.send(.post, "/ops/login", "token=\(Self.token)", type: form)
            let cookie = try #require(login.headers[.setCookie])
            #expect(login.status == 303 && cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
            #expect(!cookie.contains(Self.token))
            let value = String(cookie.prefix { $0 != ";" })
            let open = try await api.send(.get, "/ops", headers: [.cookie: value])
            #expect(open.text.contains("/ops/page.js"))
            let policy = try #require(open.headers[.contentSecurityPolicy])
            #expect(policy.contains("script-src 'self'") && !policy.contains("unsafe"))
            #expect(try await api.send(.get, "/api/v1/ops/senders", headers: [.cookie: value]).status == 200)
            let foreign: HTTPFields = [.cookie: value, .secFetchSite: "cross-site"]
            #expect(try await api.send(.get, "/api/v1/ops/senders", headers: foreign).status == 403)
            let forged = value.replacing("=1", with: "=9", maxReplacements: 1)
            #expect(try await api.send(.get, "/api/v1/ops/senders", headers: [.cookie: forged]).status == 401)
            for file in ["page.js", "page.css"] { #expect(try await api.get("/ops/\(file)").status == 200) }
        }
    }
}
