import Foundation
import HTTPTypes
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import Gateway

@Suite("Codes that are sent to a number", .enabled(if: TestEnvironment.hasDatabase))
struct SentCodeTests {
    static let settings = [
        "WHATSAPP_API_URL": "https://graph.facebook.com/v23.0", "WHATSAPP_PHONE_NUMBER_ID": "55",
        "WHATSAPP_CODE_TEMPLATE_IT": "link_code",
    ]
    private static let link = "/api/v1/whatsapp/link"
    private static let number = #"{"phone_number":"+39 02 1234567"}"#

    @Test("the code that came to the number links it once, and is nowhere to be found afterwards")
    func linked() async throws {
        try await TestAPI.run(Self.settings) { api in
            let person = try await api.person("a@example.org")
            let asked = try await api.post("\(Self.link)/code", Self.number, token: person.token)
            #expect(asked.status == 202 && asked.json["phone_number"].text == "+39021234567")
            let code = try #require(try await Self.code(api))
            #expect(!asked.text.contains(code))
            let message = try #require(
                try await api.pool.query("SELECT address, locale, text_key FROM direct_messages", []).first)
            #expect(try message.decode("address", as: String.self) == "+39021234567")
            #expect(try message.decode("locale", as: String.self) == "it")
            let events = try await api.pool.query(
                "SELECT FROM outbox WHERE outbox::text LIKE '%' || $1 || '%' OR outbox::text LIKE '%39021234567%'",
                [.text(code)])
            #expect(events.isEmpty)
            #expect(try await Self.confirm("00000000", api, person).status == 400)
            let linked = try await Self.confirm(code, api, person)
            #expect(linked.status == 200 && linked.json["enabled"] == .boolean(true))
            #expect(try await Self.confirm(code, api, person).fields == ["code"])
            for table in ["direct_messages", "link_codes", "outbox", "deliveries"] {
                let rows = try await api.pool.query(
                    "SELECT FROM \(table) AS t WHERE t::text LIKE '%' || $1 || '%'", [.text(code)])
                #expect(rows.isEmpty, "\(table)")
            }
            let status = try await api.get("/api/v1/whatsapp/status", token: person.token)
            #expect(status.json["verified"] == .boolean(true))
        }
    }

    @Test("the code that was shown, to be sent from the number, proves nothing when it is told")
    func shown() async throws {
        try await TestAPI.run(Self.settings) { api in
            let person = try await api.person("b@example.org")
            let asked = try await api.post(Self.link, Self.number, token: person.token)
            let code = try #require(asked.json["verification"]["code"].text)
            #expect(try await Self.confirm(code, api, person).status == 400)
            #expect(try await api.pool.query("SELECT FROM recipients", []).isEmpty)
        }
    }

    @Test("another account cannot use the code, and a few wrong guesses spoil it")
    func guessed() async throws {
        try await TestAPI.run(Self.settings) { api in
            let person = try await api.person("c@example.org")
            let other = try await api.person("d@example.org")
            _ = try await api.post("\(Self.link)/code", Self.number, token: person.token)
            let code = try #require(try await Self.code(api))
            #expect(try await Self.confirm(code, api, other).status == 400)
            let wrong = code == "11111111" ? "22222222" : "11111111"
            for _ in 1...5 { #expect(try await Self.confirm(wrong, api, person).status == 400) }
            #expect(try await Self.confirm(code, api, person).status == 400)
            #expect(try await api.pool.query("SELECT FROM link_codes", []).isEmpty)
        }
    }

    @Test("a new code voids the last one, which is not sent any more")
    func replaced() async throws {
        try await TestAPI.run(Self.settings) { api in
            let person = try await api.person("e@example.org")
            _ = try await api.post("\(Self.link)/code", Self.number, token: person.token)
            let first = try #require(try await Self.code(api))
            _ = try await api.post("\(Self.link)/code", Self.number, token: person.token)
            let left = try await api.pool.query("SELECT FROM direct_messages WHERE address IS NOT NULL", [])
            #expect(left.count == 1)
            let second = try #require(try await Self.code(api))
            if first != second { #expect(try await Self.confirm(first, api, person).status == 400) }
            #expect(try await Self.confirm(second, api, person).status == 200)
        }
    }

    @Test("a code that is asked for the other way, and unlinking, call back the one that was to be sent")
    func calledBack() async throws {
        try await TestAPI.run(Self.settings) { api in
            let person = try await api.person("back@example.org")
            for takeBack in [HTTPRequest.Method.post, .delete] {
                _ = try await api.post("\(Self.link)/code", Self.number, token: person.token)
                let code = try #require(try await Self.code(api))
                let answer =
                    takeBack == .post
                    ? try await api.post(Self.link, Self.number, token: person.token)
                    : try await api.send(.delete, "/api/v1/whatsapp/unlink", token: person.token)
                #expect(answer.status == 200)
                let left = try await api.pool.query(
                    "SELECT FROM direct_messages AS t WHERE address IS NOT NULL OR t::text LIKE '%' || $1 || '%'",
                    [.text(code)])
                #expect(left.isEmpty, "\(takeBack)")
                #expect(try await Self.confirm(code, api, person).status == 400)
            }
        }
    }

    @Test("nothing goes to a number whose owner said STOP, and the answer does not tell")
    func stopped() async throws {
        try await TestAPI.run(Self.settings) { api in
            try await api.pool.execute(
                "INSERT INTO stopped_addresses (address_hash) VALUES (address_hash('whatsapp', '+39021234567'))", [])
            let person = try await api.person("f@example.org")
            let asked = try await api.post("\(Self.link)/code", Self.number, token: person.token)
            #expect(asked.status == 202)
            #expect(try await api.pool.query("SELECT FROM direct_messages", []).isEmpty)
        }
    }

    @Test("strangers get three codes an hour at most, whoever asks for them")
    func limited() async throws {
        try await TestAPI.run(Self.settings.merging(["RATE_LIMIT_FACTOR": "1"]) { $1 }) { api in
            var statuses: [Int] = []
            for name in ["g", "h"] {
                let person = try await api.person("\(name)@example.org")
                for _ in 1...2 {
                    statuses.append(try await api.post("\(Self.link)/code", Self.number, token: person.token).status)
                }
            }
            #expect(statuses == [202, 202, 202, 429])
        }
    }

    @Test("without a template for codes the route says how to link otherwise")
    func none() async throws {
        try await TestAPI.run(Self.settings.filter { $0.key != "WHATSAPP_CODE_TEMPLATE_IT" }) { api in
            let person = try await api.person("i@example.org")
            let asked = try await api.post("\(Self.link)/code", Self.number, token: person.token)
            #expect(asked.status == 400 && asked.json["detail"].text?.contains("sends no codes") == true)
        }
    }

    @Test("a template's name that the provider cannot know stops the Gateway, unless WhatsApp is off")
    func misnamed() throws {
        var values = TestAPI.sandboxes.merging(Self.settings) { $1 }
        values["WHATSAPP_CODE_TEMPLATE_RU"] = "Link code!"
        #expect {
            _ = try GatewayConfiguration(Settings(values: values))
        } throws: {
            "\($0)".contains("WHATSAPP_CODE_TEMPLATE_RU") && "\($0)".contains("as meta wants it")
        }
        values["WHATSAPP_ENABLED"] = "false"
        #expect(try GatewayConfiguration(Settings(values: values)).linking.codeLocales.isEmpty)
    }

    private static func confirm(_ code: String, _ api: TestAPI, _ person: Person) async throws -> TestAPI.Answer {
        try await api.post("\(link)/confirm", #"{"code":"\#(code)"}"#, token: person.token)
    }

    /// What the message to the number says.
    static func code(_ api: TestAPI) async throws -> String? {
        try await api.pool.query(
            "SELECT parameters ->> 'code' AS code FROM direct_messages WHERE address IS NOT NULL", []
        ).first?.decode("code")
    }
}
