import Contracts
import Foundation
import Notifications
import Persistence
import Postgres
import TestSupport
import Testing

@testable import Gateway

@Suite("The bot", .enabled(if: TestEnvironment.hasDatabase))
struct BotTests {
    @Test("every command is answered through the direct queue, and nobody is who has not linked the chat")
    func commands() async throws {
        try await Desk.run { desk in
            for text in ["/start", "/help", "/status", "/filters", "/unlink"] { try await desk.telegram(text) }
            #expect(try await desk.texts().isEmpty)
            let person = try await desk.linked("a@example.org")
            for (command, key) in [
                ("/start", "bot_help"), ("/help@campanello_test_bot", "bot_help"), ("/status", "status_on"),
                ("/filters", "menu_empty"), ("/settings", "settings"), ("/nonsense", "bot_help"),
                ("/pause_99", "filter_unknown"), ("/start expired-code", "code_refused"),
            ] {
                try await desk.telegram(command)
                #expect(try await desk.texts().last == key, "\(command)")
            }
            let unrouted = try await desk.value(
                "SELECT count(*) FROM outbox WHERE routing_key <> 'telegram.direct'", as: Int.self)
            #expect(unrouted == 0)
            #expect(try await desk.owner(Desk.chat) == person.id)
        }
    }

    @Test("/filters lists a person's filters with the commands that pause and resume them")
    func filters() async throws {
        try await Desk.run { desk in
            let person = try await desk.linked("b@example.org")
            let made = try await desk.api.post(
                "/api/v1/filters/", #"{"name":"<Centro>","city":"Roma"}"#, token: person.token)
            let id = Int64(try #require(made.json["id"].number))
            try await desk.telegram("/filters")
            #expect(try await desk.lastReply() == "Your filters:\n▶️ &lt;Centro&gt;, Roma — /pause_\(id)")
            try await desk.telegram("/pause_\(id)")
            #expect(try await desk.lastReply() == "⏸ The filter “&lt;Centro&gt;” is paused.")
            #expect(try await desk.value("SELECT is_active FROM filters", as: Bool.self) == false)
            try await desk.telegram("/filters")
            #expect(try await desk.lastReply()?.hasSuffix("/resume_\(id)") == true)
            try await desk.telegram("/resume_\(id)")
            #expect(try await desk.value("SELECT is_active FROM filters", as: Bool.self) == true)
            try await desk.telegram("/status")
            #expect(try await desk.lastReply()?.hasSuffix("1 of 1.") == true)
        }
    }

    @Test("somebody else's filter is none, by command and by button")
    func foreign() async throws {
        try await Desk.run { desk in
            let owner = try await desk.api.person("owner@example.org")
            let made = try await desk.api.post("/api/v1/filters/", #"{"name":"Hidden"}"#, token: owner.token)
            let id = Int64(try #require(made.json["id"].number))
            _ = try await desk.linked("c@example.org")
            try await desk.telegram("/pause_\(id)")
            #expect(try await desk.texts().last == "filter_unknown")
            let answer = try await desk.receive(
                .button(payload: "pause:\(id)", title: nil), from: Desk.chat, on: .telegram, press: "1")
            #expect(answer == "There is no such filter. Your filters: /filters")
            #expect(try await desk.value("SELECT is_active FROM filters", as: Bool.self) == true)
        }
    }

    @Test("a filter beyond the plan is not resumed, and the answer says why")
    func beyondPlan() async throws {
        try await Desk.run { desk in
            let person = try await desk.linked("d@example.org")
            let first = try await desk.api.post("/api/v1/filters/", #"{"name":"One"}"#, token: person.token)
            let id = Int64(try #require(first.json["id"].number))
            try await desk.telegram("/pause_\(id)")
            try await desk.api.pool.execute(
                "INSERT INTO filters (user_id, name) VALUES ($1, 'Two')", [.int(person.id)])
            try await desk.telegram("/resume_\(id)")
            #expect(try await desk.texts().last == "plan_limit")
            #expect(try await desk.value("SELECT is_active FROM filters WHERE id = \(id)", as: Bool.self) == false)
        }
    }

    @Test("/pause switches the chat off with a consent, /resume on again, also after a STOP")
    func pause() async throws {
        try await Desk.run { desk in
            _ = try await desk.linked("e@example.org")
            try await desk.telegram("/pause")
            #expect(try await desk.value("SELECT enabled FROM recipients", as: Bool.self) == false)
            try await desk.telegram("/status")
            #expect(try await desk.texts().last == "status_off")
            try await desk.telegram("/resume")
            #expect(try await desk.value("SELECT enabled FROM recipients", as: Bool.self) == true)
            try await desk.telegram("STOP")
            try await desk.telegram("/status")
            #expect(try await desk.texts().last == "status_silent")
            try await desk.telegram("/resume")
            #expect(try await desk.value("SELECT suspended_reason FROM recipients", as: String.self) == nil)
            let acts = try await desk.api.pool.query(
                "SELECT direction || ' ' || how AS act FROM consents ORDER BY id", [])
            #expect(
                try acts.map { try $0.decode("act", as: String.self) } == [
                    "in link", "out toggle", "in toggle", "out stop-keyword", "in start-keyword",
                ])
        }
    }

    @Test("/unlink says farewell to the chat it takes away, and to no other")
    func unlink() async throws {
        try await Desk.run { desk in
            _ = try await desk.linked("f@example.org")
            try await desk.telegram("/unlink")
            #expect(try await desk.owner(Desk.chat) == nil)
            let id = try await desk.value("SELECT id FROM direct_messages WHERE text_key = 'unlinked'", as: UUID.self)
            let results = try await PostgresDeliveryStore(pool: desk.api.pool, service: "test").claim(
                [ClaimRequest(id: try #require(id), attempt: 1)], on: .telegram, by: ClaimPolicy(owner: "test"))
            guard case .claimed(let claim) = results.first else {
                Issue.record("the farewell is held back: \(results)")
                return
            }
            #expect(claim.address == Desk.chat)
            try await desk.api.pool.execute("UPDATE direct_messages SET expires_at = now()", [])
            try await LinkCodeStore(pool: desk.api.pool).forgetOld()
            #expect(
                try await desk.value("SELECT count(*) FROM direct_messages WHERE address IS NOT NULL", as: Int.self)
                    == 0)
        }
    }

    @Test("a button sets the language, in which its answer already speaks; Telegram's own is not taken any more")
    func language() async throws {
        try await Desk.run { desk in
            let person = try await desk.linked("g@example.org", language: "de")
            #expect(try await desk.value("SELECT locale FROM users", as: String.self) == "ru")
            let answer = try await desk.receive(
                .button(payload: "language:it", title: nil), from: Desk.chat, on: .telegram, press: "1")
            #expect(answer == "Ora parliamo italiano.")
            try await desk.telegram("/start \(try await desk.telegramCode(person))", language: "en")
            #expect(try await desk.lastReply()?.hasPrefix("✅ Fatto") == true)
        }
    }

    @Test("WhatsApp answers to status in three languages", arguments: ["Status", "статус", "STATO!"])
    func status(word: String) async throws {
        try await Desk.run { desk in
            let person = try await desk.api.person("h@example.org")
            try await desk.whatsapp(word)
            #expect(try await desk.texts().isEmpty)
            try await desk.whatsapp(try await desk.whatsappCode(person))
            try await desk.whatsapp(word)
            #expect(try await desk.texts() == ["linked", "status_on"])
        }
    }

    @Test("commands are read with the bot's name and a code, and nothing else is one")
    func parsing() {
        #expect(BotCommand("/start abc-_9") == .start(code: "abc-_9"))
        #expect(BotCommand("/START@bot") == .start(code: nil))
        #expect(BotCommand("/start a b") == .start(code: nil))
        #expect(BotCommand("/pause_7") == .pause(filter: 7))
        #expect(BotCommand("/pause_-7") == .unknown && BotCommand("/pause_7_8") == .unknown)
        #expect(BotCommand("/resume_9999999999999999999") == .unknown)
        #expect(BotCommand("start") == nil && BotCommand("/") == nil && BotCommand("") == nil)
    }
}
