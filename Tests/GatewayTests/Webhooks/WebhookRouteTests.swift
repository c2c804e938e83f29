import Contracts
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Gateway

@Suite("Webhooks", .enabled(if: TestEnvironment.hasDatabase))
struct WebhookRouteTests {
    private static let meta = [
        "WHATSAPP_API_URL": "https://graph.facebook.com/v26.0", "WHATSAPP_PHONE_NUMBER_ID": "55",
        "WHATSAPP_APP_SECRET": "secret", "WHATSAPP_WEBHOOK_VERIFY_TOKEN": "ours",
        "WHATSAPP_2_API_URL": "https://graph.facebook.com/v26.0", "WHATSAPP_2_PHONE_NUMBER_ID": "66",
    ]

    private static func message(_ text: String, id: String = "wamid.1", number: String = "55") -> String {
        #"{"entry":[{"changes":[{"value":{"metadata":{"phone_number_id":"\#(number)"},"messages":[{"id":"\#(id)","#
            + #""from":"390212345678","timestamp":"\#(Int(Date().timeIntervalSince1970))","type":"text","text":{"body":"\#(text)"}}]}}]}]}"#
    }

    private static func post(_ api: TestAPI, _ body: String, _ path: String = "/webhooks/whatsapp") async throws -> Int
    {
        let mac = SignatureTests.mac(Array("secret".utf8), Array(body.utf8))
        let signature = SignatureTests.headers(["X-Hub-Signature-256": "sha256=" + Hexadecimal.encode(mac)])
        return try await api.send(.post, path, body, headers: signature).status
    }

    /// Posts a signed body and checks the answer's status.
    private static func expect(_ status: Int, _ api: TestAPI, _ body: String) async throws {
        let answered = try await post(api, body)
        #expect(answered == status)
    }

    @Test("Meta's handshake is answered with the bare challenge, and only for the right token")
    func handshake() async throws {
        try await TestAPI.run(Self.meta) { api in
            let path = "/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
            let good = try await api.get(path + "ours")
            #expect(good.status == 200 && good.text == "1158201444")
            #expect(try await api.get(path + "theirs").status == 403)
            #expect(try await api.get("/webhooks/whatsapp").status == 403)
            #expect(try await api.get("/webhooks/whatsapp/3?hub.verify_token=ours").status == 404)
        }
    }

    @Test("what is signed is stored once, whatever the address; what is not is refused and leaves nothing")
    func stored() async throws {
        try await TestAPI.run(Self.meta) { api in
            let body = Self.message("hello")
            #expect(try await api.send(.post, "/webhooks/whatsapp", body).status == 403)
            let wrong = SignatureTests.headers(["X-Hub-Signature-256": "sha256=" + String(repeating: "0", count: 64)])
            #expect(try await api.send(.post, "/webhooks/whatsapp", body, headers: wrong).status == 403)
            #expect(try await api.pool.query("SELECT FROM callbacks", []).isEmpty)
            for _ in 1...3 { try await Self.expect(200, api, body) }
            // Meta knows one address for all numbers of an app: each is told by its id, others are nobody's.
            try await Self.expect(200, api, Self.message("hello", id: "wamid.2", number: "66"))
            try await Self.expect(200, api, Self.message("hello", id: "wamid.3", number: "77"))
            try await Self.expect(400, api, "[")
            let rows = try await api.pool.query("SELECT number FROM callbacks ORDER BY id", [])
            #expect(try rows.map { try $0.decode("number", as: Int.self) } == [1, 2])
        }
    }

    @Test("a webhook whose secret is not set is refused, and so is an address that is not allowed")
    func refused() async throws {
        var settings = Self.meta
        settings["WHATSAPP_APP_SECRET"] = nil
        try await TestAPI.run(settings) { api in
            try await Self.expect(403, api, Self.message("hello"))
            #expect(try await api.post("/webhooks/telegram", #"{"update_id":1}"#).status == 403)
        }
        try await TestAPI.run(Self.meta.merging(["WEBHOOK_ALLOWED_ADDRESSES": "192.0.2.0/24"]) { $1 }) { api in
            try await Self.expect(403, api, Self.message("hello"))
        }
    }

    @Test("Telegram's secret lets updates in, and a pressed button is answered in the response itself")
    func telegram() async throws {
        try await TestAPI.run(["TELEGRAM_WEBHOOK_SECRET": "test-secret"]) { api in
            let person = try await api.person("t@example.org")
            _ = try await api.post("/api/v1/telegram/link", #"{"chat_id":1001}"#, token: person.token)
            let filter = try await api.post(
                "/api/v1/filters", #"{"name":"Roma Centro","city":"Roma"}"#, token: person.token)
            let id = Int64(try #require(filter.json["id"].number))
            let secret = SignatureTests.headers(["X-Telegram-Bot-Api-Secret-Token": "test-secret"])
            let press =
                #"{"update_id":9,"callback_query":{"id":"77","from":{"id":1001},"data":"pause:\#(id)","message":{"message_id":2,"chat":{"id":1001,"type":"private"}}}}"#
            #expect(try await api.post("/webhooks/telegram", press).status == 403)
            let answer = try await api.send(.post, "/webhooks/telegram", press, headers: secret)
            #expect(answer.status == 200 && answer.json["method"].text == "answerCallbackQuery")
            #expect(answer.json["callback_query_id"].text == "77")
            #expect(answer.json["text"].text?.contains("Roma Centro") == true)
            let shown = try await api.get("/api/v1/filters/\(id)", token: person.token)
            #expect(shown.json["is_active"] == .boolean(false))
            // The same press again is no new one.
            let again = try await api.send(.post, "/webhooks/telegram", press, headers: secret)
            #expect(again.status == 200 && again.json["callback_query_id"].text == "77")
            #expect(try await api.pool.query("SELECT FROM callbacks", []).count == 1)
        }
    }

    @Test("a body of more than four million bytes is refused")
    func large() async throws {
        try await TestAPI.run(Self.meta) { api in
            let body = String(repeating: " ", count: WebhooksController.bodyLimit + 1)
            try await Self.expect(413, api, body)
        }
    }
}
