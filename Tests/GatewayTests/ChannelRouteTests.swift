import Contracts
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Gateway

@Suite("Channels", .enabled(if: TestEnvironment.hasDatabase))
struct ChannelRouteTests {
    private static let whatsapp = "/api/v1/whatsapp"
    private static let telegram = "/api/v1/telegram"

    @Test("WhatsApp is linked, shown, toggled and unlinked; unlinking again is harmless")
    func whatsapp() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("a@example.org")
            let before = try await api.get("\(Self.whatsapp)/status", token: person.token)
            #expect(before.json["enabled"] == .boolean(false) && before.json["phone_number"] == .null)
            let linked = try await api.post(
                "\(Self.whatsapp)/link", #"{"phone_number":"+39 02 1234567","instance_id":"i-1"}"#, token: person.token)
            #expect(linked.status == 200)
            #expect(linked.json["success"] == .boolean(true) && linked.json["enabled"] == .boolean(true))
            #expect(linked.json["phone_number"].text == "+39021234567")
            let status = try await api.get("\(Self.whatsapp)/status/", token: person.token)
            #expect(status.json["verified"] == .boolean(true) && status.json["instance_id"].text == "i-1")
            for enabled in [false, true] {
                let toggled = try await api.post(
                    "\(Self.whatsapp)/toggle", #"{"enabled":\#(enabled)}"#, token: person.token)
                #expect(toggled.status == 200 && toggled.json["enabled"] == .boolean(enabled))
            }
            for _ in 1...2 {
                let unlinked = try await api.send(.delete, "\(Self.whatsapp)/unlink", token: person.token)
                #expect(unlinked.status == 200 && unlinked.json["success"] == .boolean(true))
            }
            let toggled = try await api.post("\(Self.whatsapp)/toggle", #"{"enabled":true}"#, token: person.token)
            #expect(toggled.status == 400)
            let wrong = try await api.post("\(Self.whatsapp)/toggle", #"{"enabled":"yes"}"#, token: person.token)
            #expect(wrong.status == 422 && wrong.fields == ["enabled"])
        }
    }

    @Test("a number without its country code is refused by name, and one with it is kept as it is")
    func numbers() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("b@example.org")
            for number in ["3331234567", "0039 02 1234567", "+999 123456", "+39", "call me", "+39 333 abc", ""] {
                let answer = try await api.post(
                    "\(Self.whatsapp)/link", #"{"phone_number":"\#(number)"}"#, token: person.token)
                #expect(answer.status == (number.isEmpty ? 422 : 400), "\(number)")
                #expect(answer.fields == ["phone_number"])
            }
            let french = try await api.post(
                "\(Self.whatsapp)/link", #"{"phone_number":"+33 1 99 00 12 34"}"#, token: person.token)
            #expect(french.json["phone_number"].text == "+33199001234")
        }
    }

    @Test("an address belongs to one account")
    func taken() async throws {
        try await TestAPI.run { api in
            let first = try await api.person("c@example.org")
            let second = try await api.person("d@example.org")
            for (path, body, field) in [
                ("\(Self.whatsapp)/link", #"{"phone_number":"+39 02 1234567"}"#, "phone_number"),
                ("\(Self.telegram)/link", #"{"chat_id":"100200300"}"#, "chat_id"),
            ] {
                #expect(try await api.post(path, body, token: first.token).status == 200)
                #expect(try await api.post(path, body, token: first.token).status == 200)
                let refused = try await api.post(path, body, token: second.token)
                #expect(refused.status == 400 && refused.fields == [field])
            }
        }
    }

    @Test("Telegram is linked by a private chat's id, shown and toggled")
    func telegram() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("e@example.org")
            for chat in ["\"abc\"", "-100", "0", "1.5", "9007199254740993", "true"] {
                let answer = try await api.post("\(Self.telegram)/link", #"{"chat_id":\#(chat)}"#, token: person.token)
                #expect(answer.status == 422 && answer.fields == ["chat_id"], "\(chat)")
            }
            let linked = try await api.post(
                "\(Self.telegram)/link", #"{"chat_id":100200300,"username":"anna"}"#, token: person.token)
            #expect(linked.status == 200 && linked.json["chat_id"].text == "100200300")
            let status = try await api.get("\(Self.telegram)/status", token: person.token)
            #expect(status.json["linked"] == .boolean(true) && status.json["username"].text == "anna")
            let off = try await api.post("\(Self.telegram)/toggle", #"{"enabled":false}"#, token: person.token)
            #expect(off.json["enabled"] == .boolean(false))
        }
    }

    @Test("without a sandbox nothing is linked unproved, and a channel that is off says so")
    func unproved() async throws {
        try await TestAPI.run([
            "WHATSAPP_API_URL": "https://graph.facebook.com/v23.0", "WHATSAPP_PHONE_NUMBER_ID": "55",
            "WHATSAPP_BUSINESS_NUMBER": "+1 415 523 8886", "TELEGRAM_ENABLED": "false",
        ]) { api in
            let person = try await api.person("f@example.org")
            let asked = try await api.post(
                "\(Self.whatsapp)/link", #"{"phone_number":"+39 02 1234567"}"#, token: person.token)
            #expect(asked.status == 200 && asked.json["enabled"] == .boolean(false))
            let code = try #require(asked.json["verification"]["code"].text)
            #expect(code.utf8.count == 8)
            #expect(asked.json["verification"]["url"].text == "https://wa.me/14155238886?text=Campanello%20\(code)")
            let status = try await api.get("\(Self.whatsapp)/status", token: person.token)
            #expect(status.json["verified"] == .boolean(false) && status.json["enabled"] == .boolean(false))
            #expect(status.json["phone_number"].text == "+39021234567")
            for (path, body) in [("link", #"{"chat_id":1}"#), ("test-notification", "{}")] {
                let off = try await api.post("\(Self.telegram)/\(path)", body, token: person.token)
                #expect(off.status == 400)
                #expect(off.json["detail"].text == "Telegram is switched off on this server.")
            }
            let test = try await api.post("\(Self.whatsapp)/test", token: person.token)
            #expect(test.status == 400)
            #expect(try await api.pool.query("SELECT FROM recipients", []).isEmpty)
            #expect(try await api.pool.query("SELECT FROM direct_messages", []).isEmpty)
            #expect(
                try await api.pool.query("SELECT FROM link_codes WHERE code_hash LIKE $1", [.text("%\(code)%")]).isEmpty
            )
        }
    }

    @Test("the settings need no login")
    func settings() async throws {
        try await TestAPI.run { api in
            let answer = try await api.get("\(Self.whatsapp)/settings")
            #expect(answer.status == 200 && answer.json["enabled"] == .boolean(true))
            #expect(answer.json["limits"]["max_listings_per_message"].number == 3)
            #expect(answer.json["limits"]["message_length_limit"].number == 4096)
            #expect(answer.json["features"]["text_messages"] == .boolean(true))
        }
    }

    @Test("a test message goes through the direct queue to the caller's own address only")
    func testMessage() async throws {
        try await TestAPI.run { api in
            let person = try await api.person("g@example.org")
            let path = "\(Self.whatsapp)/test"
            let unlinked = try await api.post(path, #"{"phone_number":"+39 02 1234567"}"#, token: person.token)
            #expect(unlinked.status == 400)
            _ = try await api.post(
                "\(Self.whatsapp)/link", #"{"phone_number":"+39 02 1234567"}"#, token: person.token)
            let foreign = try await api.post(path, #"{"phone_number":"+390200000009"}"#, token: person.token)
            #expect(foreign.status == 400 && foreign.fields == ["phone_number"])
            #expect(try await api.pool.query("SELECT FROM direct_messages", []).isEmpty)
            // Nobody sends: after the wait the answer is 202, and the event waits in the outbox without an address.
            let waiting = try await api.post(path, #"{"phone_number":"+39 (02) 123-4567"}"#, token: person.token)
            #expect(waiting.status == 202)
            #expect(UUID(uuidString: waiting.json["notification_id"].text ?? "") != nil)
            let events = try await api.pool.query("SELECT exchange, routing_key, body FROM outbox", [])
            #expect(try events.first?.decode("routing_key", as: String.self) == "whatsapp.direct")
            #expect(try events.first?.decode("body", as: String.self).contains("3902") == false)
        }
    }

    @Test("the outcome of a test message is answered as soon as it is known", arguments: ["accepted", "skipped"])
    func outcome(status: String) async throws {
        try await TestAPI.run(wait: .seconds(20)) { api in
            let person = try await api.person("h@example.org")
            _ = try await api.post("\(Self.telegram)/link", #"{"chat_id":100200300}"#, token: person.token)
            async let answer = api.post("\(Self.telegram)/test-notification", nil, token: person.token)
            try await eventually("the message is written") {
                try await api.pool.execute(
                    """
                    UPDATE deliveries SET status = $1, reason = CASE WHEN $1 = 'skipped' THEN 'opted_out' END,
                        accepted_at = CASE WHEN $1 = 'accepted' THEN now() END WHERE status = 'pending'
                    """, [.text(status)]) == 1
            }
            let result = try await answer
            #expect(result.status == (status == "accepted" ? 200 : 400))
            if status == "skipped" { #expect(result.json["detail"].text?.contains("opted_out") == true) }
        }
    }
}
