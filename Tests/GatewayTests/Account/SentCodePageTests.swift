import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Gateway

@Suite("Linking on the page by a code that is sent", .enabled(if: TestEnvironment.hasDatabase))
struct SentCodePageTests {
    private static let path = "/account/channels"
    private static let number = [("phone_number", "+39 02 1234567")]

    @Test("a number is linked by the code that came to it, in every language", arguments: Language.allCases)
    func linked(language: Language) async throws {
        try await TestAPI.run(SentCodeTests.settings) { api in
            let browser = Browser(api, language: language.rawValue)
            try await browser.signUp()
            let words = try Words()
            let before = try await browser.get(Self.path).text
            #expect(before.contains("formaction=\"\(Self.path)/whatsapp/code\">\(words("code_send", language))<"))
            #expect(!before.contains("id=\"code\"") && !before.contains("formaction=\"\(Self.path)/telegram"))
            let sent = try await browser.post("\(Self.path)/whatsapp/code", Self.number)
            #expect(sent.status == 303 && sent.headers[.location] == "\(Self.path)?done=code_sent")
            let asked = try await browser.get("\(Self.path)?done=code_sent").text
            #expect(asked.contains(words("done_code_sent", language)) && asked.contains("value=\"+39021234567\""))
            #expect(asked.contains("<label for=\"code\">\(words("code_label", language))<"))
            #expect(asked.firstMatch(of: /\[[a-z_0-9]+\]/) == nil)
            let code = try #require(try await SentCodeTests.code(api))
            #expect(!asked.contains(code))
            // As people write it.
            let spaced = " \(code.prefix(4)) \(code.suffix(4))"
            let linked = try await browser.post("\(Self.path)/whatsapp/confirm", [("code", spaced)])
            #expect(linked.status == 303 && linked.headers[.location] == "\(Self.path)?done=linked")
            let after = try await browser.get(Self.path).text
            #expect(after.contains("data-channel=\"whatsapp\" data-state=\"linked\""))
            #expect(!after.contains("whatsapp/code") && !after.contains("whatsapp/confirm"))
        }
    }

    @Test("a wrong number and a wrong code are told beside their fields, also when the code is spoiled by it")
    func wrong() async throws {
        try await TestAPI.run(SentCodeTests.settings) { api in
            let browser = Browser(api)
            try await browser.signUp()
            let number = try await browser.post("\(Self.path)/whatsapp/code", [("phone_number", "061234567")])
            #expect(number.status == 400 && number.text.contains("id=\"phone_number-error\""))
            #expect(number.text.contains("value=\"061234567\""))
            _ = try await browser.post("\(Self.path)/whatsapp/code", Self.number)
            let code = try #require(try await SentCodeTests.code(api))
            let guess = code == "11111111" ? "22222222" : "11111111"
            for _ in 1...5 {
                let answer = try await browser.post("\(Self.path)/whatsapp/confirm", [("code", guess)])
                #expect(answer.status == 400 && answer.text.contains("id=\"code-error\">The code is wrong or"))
                #expect(answer.text.contains("aria-describedby=\"code-hint code-error\" aria-invalid=\"true\""))
            }
            #expect(try await browser.post("\(Self.path)/whatsapp/confirm", [("code", code)]).status == 400)
            #expect(try await browser.get(Self.path).text.contains("data-state=\"none\""))
        }
    }

    @Test("who asks too often is told so on the page, with the number still in its field")
    func tooOften() async throws {
        try await TestAPI.run(SentCodeTests.settings) { api in
            let browser = Browser(api)
            try await browser.signUp()
            var answer = try await browser.post("\(Self.path)/whatsapp/code", Self.number)
            for _ in 1...20 where answer.status == 303 {
                answer = try await browser.post("\(Self.path)/whatsapp/code", Self.number)
            }
            #expect(answer.status == 429 && answer.headers[.retryAfter] != nil)
            #expect(answer.text.contains("Wait a while, then try again."))
            #expect(answer.text.contains("value=\"+39 02 1234567\""))
        }
    }

    @Test("a form from elsewhere has no code sent and confirms none")
    func foreign() async throws {
        try await TestAPI.run(SentCodeTests.settings) { api in
            let browser = Browser(api)
            try await browser.signUp()
            for (token, origin) in [("", "http://127.0.0.1:8000"), (nil, "https://elsewhere.example"), (nil, "null")] {
                let sent = try await browser.post(
                    "\(Self.path)/whatsapp/code", Self.number, token: token, origin: origin)
                #expect(sent.status == 403)
            }
            #expect(try await api.pool.query("SELECT FROM link_codes", []).isEmpty)
            _ = try await browser.get(Self.path)
            _ = try await browser.post("\(Self.path)/whatsapp/code", Self.number)
            let code = try #require(try await SentCodeTests.code(api))
            let answer = try await browser.post(
                "\(Self.path)/whatsapp/confirm", [("code", code)], origin: "https://elsewhere.example")
            #expect(answer.status == 403)
            #expect(try await api.pool.query("SELECT FROM recipients", []).isEmpty)
            let stranger = Browser(api)
            _ = try await stranger.get("/")
            #expect(try await stranger.post("\(Self.path)/whatsapp/code", Self.number).status == 303)
            #expect(try await api.pool.query("SELECT FROM link_codes", []).count == 1)
        }
    }

    @Test("without a template for codes, and for Telegram, the page has no such form and takes none")
    func none() async throws {
        let settings = SentCodeTests.settings.filter { $0.key != "WHATSAPP_CODE_TEMPLATE_IT" }
        try await TestAPI.run(settings) { api in
            let browser = Browser(api)
            try await browser.signUp()
            _ = try await browser.post("\(Self.path)/whatsapp/link", Self.number)
            let page = try await browser.get(Self.path).text
            #expect(page.contains("data-state=\"waiting\""))
            #expect(!page.contains("whatsapp/code") && !page.contains("whatsapp/confirm"))
            for way in ["whatsapp/code", "whatsapp/confirm", "telegram/code", "telegram/confirm"] {
                #expect(try await browser.post("\(Self.path)/\(way)", Self.number).status == 404, "\(way)")
            }
        }
    }
}
