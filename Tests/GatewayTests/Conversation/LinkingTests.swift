import Contracts
import Foundation
import HTTPTypes
import Notifications
import Persistence
import Postgres
import TestSupport
import Testing

@testable import Gateway

@Suite("Linking with proof", .enabled(if: TestEnvironment.hasDatabase))
struct LinkingTests {
    @Test("a link into the bot links the chat that opens it, once, in the language of its app")
    func telegram() async throws {
        try await Desk.run { desk in
            let person = try await desk.api.person("a@example.org")
            let code = try await desk.telegramCode(person)
            try await desk.telegram("/start \(code)", language: "it-IT")
            #expect(try await desk.owner(Desk.chat) == person.id)
            #expect(try await desk.value("SELECT locale FROM users", as: String.self) == "it")
            #expect(try await desk.lastReply()?.hasPrefix("✅ Fatto") == true)
            #expect(try await desk.value("SELECT direction || ' ' || how FROM consents", as: String.self) == "in link")
            let status = try await desk.api.get("/api/v1/telegram/status", token: person.token)
            #expect(status.json["verified"] == .boolean(true) && status.json["verification_expires_at"] == .null)
            // Used once: for whoever finds the link later it is nothing.
            try await desk.telegram("/start \(code)", from: "100200301")
            #expect(try await desk.owner("100200301") == nil)
            #expect(try await desk.texts() == ["linked"])
            #expect(try await desk.value("SELECT count(*) FROM link_codes", as: Int.self) == 0)
        }
    }

    @Test("the code sent from the number links it, opens its window and is confirmed through the direct queue")
    func whatsapp() async throws {
        try await Desk.run { desk in
            let person = try await desk.api.person("b@example.org")
            let code = try await desk.whatsappCode(person)
            #expect(try await desk.owner(Desk.number) == nil)
            try await desk.whatsapp("Campanello \(code)")
            #expect(try await desk.owner(Desk.number) == person.id)
            #expect(try await desk.value("SELECT count(*) FROM conversation_windows", as: Int.self) == 1)
            #expect(try await desk.texts() == ["linked"])
            #expect(try await desk.value("SELECT routing_key FROM outbox", as: String.self) == "whatsapp.direct")
            let said = try await desk.value(
                "SELECT count(*) FROM outbox WHERE body LIKE '%\(code)%' OR body LIKE '%0212345678%'", as: Int.self)
            let kept = try await desk.value("SELECT count(*) FROM callbacks WHERE content IS NOT NULL", as: Int.self)
            #expect(said == 0 && kept == 0)
            let again = try await desk.api.post(
                "/api/v1/whatsapp/link", #"{"phone_number":"+39 02 12345678"}"#, token: person.token)
            #expect(again.json["enabled"] == .boolean(true) && again.json["verification"] == .null)
        }
    }

    private static let sending = [
        "WHATSAPP_CODE_TEMPLATE_IT": "HX" + String(repeating: "0", count: 32), "RATE_LIMIT_FACTOR": "0",
    ]

    @Test("whoever answers with the code that was sent to their number has proved it, as by telling it to the account")
    func answered() async throws {
        try await Desk.run(Self.sending) { desk in
            let person = try await desk.api.person("answer@example.org")
            let code = try await desk.sentCode(person)
            // From any other number it is nothing, and nobody learns whether it was right.
            try await desk.whatsapp(code, from: "+15005550006")
            #expect(try await desk.value("SELECT count(*) FROM recipients", as: Int.self) == 0)
            try await desk.whatsapp("  \(code) ")
            #expect(try await desk.owner(Desk.number) == person.id)
            #expect(try await desk.value("SELECT count(*) FROM conversation_windows", as: Int.self) == 1)
            #expect(try await desk.texts() == ["link_code", "linked"])
            for table in ["direct_messages", "link_codes", "callbacks"] {
                let left = "SELECT count(*) FROM \(table) AS t WHERE t::text LIKE '%\(code)%'"
                #expect(try await desk.value(left, as: Int.self) == 0, "\(table)")
            }
            let sent = "SELECT count(*) FROM direct_messages WHERE address IS NOT NULL"
            #expect(try await desk.value(sent, as: Int.self) == 0)
            // Used up: it can be told to nobody any more.
            #expect(try await desk.confirm(code, person).status == 400)
        }
    }

    @Test("wrong answers to a code that was sent spoil it, for the account too")
    func answeredWrongly() async throws {
        try await Desk.run(Self.sending) { desk in
            let person = try await desk.api.person("wrong@example.org")
            let code = try await desk.sentCode(person)
            let wrong = code == "00000000" ? "11111111" : "00000000"
            for _ in 1...5 { try await desk.whatsapp(wrong) }
            try await desk.whatsapp(code)
            #expect(try await desk.owner(Desk.number) == nil)
            #expect(try await desk.confirm(code, person).status == 400)
            #expect(try await desk.texts() == ["link_code"])
        }
    }

    @Test("a code is good for its own number alone, for four wrong guesses and until it expires")
    func guessed() async throws {
        try await Desk.run(["RATE_LIMIT_FACTOR": "0"]) { desk in
            let person = try await desk.api.person("c@example.org")
            let code = try await desk.whatsappCode(person)
            try await desk.whatsapp(code, from: "+15005550006")
            let wrong = code == "00000000" ? "11111111" : "00000000"
            for _ in 1...4 { try await desk.whatsapp(wrong) }
            #expect(try await desk.value("SELECT attempts FROM link_codes", as: Int.self) == 4)
            try await desk.whatsapp(wrong)
            try await desk.whatsapp(code)
            #expect(try await desk.owner(Desk.number) == nil)
            let late = try await desk.whatsappCode(person)
            try await desk.api.pool.execute("UPDATE link_codes SET expires_at = now()", [])
            try await desk.whatsapp(late)
            let chat = try await desk.telegramCode(person)
            try await desk.api.pool.execute("UPDATE link_codes SET expires_at = now()", [])
            try await desk.telegram("/start \(chat)")
            #expect(try await desk.value("SELECT count(*) FROM recipients", as: Int.self) == 0)
            // Not one of these addresses is proved: none got an answer.
            #expect(try await desk.texts().isEmpty)
            try await LinkCodeStore(pool: desk.api.pool).forgetOld()
            #expect(try await desk.value("SELECT count(*) FROM link_codes", as: Int.self) == 0)
        }
    }

    @Test("an address may send ten codes in a quarter of an hour, and even the right one counts no more then")
    func limited() async throws {
        try await Desk.run { desk in
            let person = try await desk.api.person("d@example.org")
            for _ in 1...10 { try await desk.telegram("/start wrong-code") }
            let code = try await desk.telegramCode(person)
            try await desk.telegram("/start \(code)")
            #expect(try await desk.owner(Desk.chat) == nil)
            try await desk.telegram("/start \(code)", from: "100200301")
            #expect(try await desk.owner("100200301") == person.id)
        }
    }

    @Test("a number goes to whoever proves it, and the account that had it says so in its consents")
    func takenOver() async throws {
        try await Desk.run { desk in
            let first = try await desk.api.person("e@example.org")
            let second = try await desk.api.person("f@example.org")
            let codes = [try await desk.whatsappCode(first), try await desk.whatsappCode(second)]
            try await desk.whatsapp(codes[0])
            #expect(try await desk.owner(Desk.number) == first.id)
            // Asking for it is no proof.
            _ = try await desk.api.post(
                "/api/v1/whatsapp/link", #"{"phone_number":"\#(Desk.number)"}"#, token: second.token)
            #expect(try await desk.owner(Desk.number) == first.id)
            try await desk.whatsapp(codes[1])
            #expect(try await desk.owner(Desk.number) == first.id)
            try await desk.whatsapp(try await desk.whatsappCode(second))
            #expect(try await desk.owner(Desk.number) == second.id)
            let consents = try await desk.api.pool.query(
                "SELECT how FROM consents WHERE user_id = $1 ORDER BY id", [.int(first.id)])
            #expect(try consents.map { try $0.decode("how", as: String.self) } == ["link", "taken-over"])
            let status = try await desk.api.get("/api/v1/whatsapp/status", token: first.token)
            #expect(status.json["phone_number"] == .null)
        }
    }

    @Test("a repeated callback, and replicas at the same one, link once")
    func repeated() async throws {
        try await Desk.run { desk in
            let person = try await desk.api.person("g@example.org")
            let text = "/start \(try await desk.telegramCode(person))"
            let message = InboundMessage(
                address: Desk.chat, providerMessageID: "1", content: .text(text), at: Date(), username: "anna")
            let callback = IncomingCallback(
                channel: .telegram, provider: .telegram, number: 1,
                event: KeyedEvent(key: "7", event: .inbound(message)))
            let ids = try await desk.processor.receive([callback])
            let id = try #require(ids.first.flatMap { $0 })
            await withTaskGroup(of: Void.self) { group in
                for _ in 1...4 { group.addTask { await Desk.processor(desk.api).process(id) } }
            }
            #expect(try await desk.processor.receive([callback]) == [nil])
            #expect(try await desk.owner(Desk.chat) == person.id)
            #expect(try await desk.texts() == ["linked"])
            #expect(try await desk.value("SELECT count(*) FROM consents", as: Int.self) == 1)
        }
    }

    @Test("the number that is linked stays until the new one is proved, and unlinking voids the code")
    func replaced() async throws {
        try await Desk.run { desk in
            let person = try await desk.api.person("h@example.org")
            try await desk.whatsapp(try await desk.whatsappCode(person))
            let code = try await desk.whatsappCode(person, number: "+15005550006")
            let status = try await desk.api.get("/api/v1/whatsapp/status", token: person.token)
            #expect(status.json["phone_number"].text == Desk.number && status.json["verified"] == .boolean(true))
            #expect(status.json["verification_expires_at"].text != nil)
            _ = try await desk.api.send(.delete, "/api/v1/whatsapp/unlink", token: person.token)
            try await desk.whatsapp(code, from: "+15005550006")
            #expect(try await desk.value("SELECT count(*) FROM recipients", as: Int.self) == 0)
        }
    }

    @Test("Twilio's sandbox wants its word first, and its link comes before the code's")
    func join() async throws {
        try await Desk.run(["WHATSAPP_SANDBOX_JOIN_CODE": "two-words"]) { desk in
            let person = try await desk.api.person("i@example.org")
            let answer = try await desk.api.post(
                "/api/v1/whatsapp/link", #"{"phone_number":"\#(Desk.number)"}"#, token: person.token)
            let join = answer.json["verification"]["join"]
            #expect(join["text"].text == "join two-words")
            #expect(join["url"].text == "https://wa.me/14155238886?text=join%20two-words")
            #expect(answer.json["message"].text?.hasPrefix("Send “join two-words”") == true)
        }
    }

    @Test("whoever once said STOP from an address hears, when they link it anew, that START is still to be said")
    func stopped() async throws {
        try await Desk.run { desk in
            let person = try await desk.api.person("j@example.org")
            try await desk.whatsapp(try await desk.whatsappCode(person))
            try await desk.whatsapp("STOP")
            _ = try await desk.api.send(.delete, "/api/v1/whatsapp/unlink", token: person.token)
            try await desk.whatsapp(try await desk.whatsappCode(person))
            #expect(try await desk.texts() == ["linked", "opted_out", "linked_silent"])
            #expect(try await desk.value("SELECT suspended_reason FROM recipients", as: String.self) == "opted-out")
        }
    }

    @Test(
        "numbers that WhatsApp writes in its own way are the same",
        arguments: [
            ("+5215512345678", "+525512345678"), ("+5491123456789", "+541123456789"),
            ("+5511923456789", "+551123456789"),
        ])
    func forms(long: String, short: String) {
        #expect(WhatsAppForms.of(long) == [long, short])
        #expect(WhatsAppForms.of(short) == [short, long])
        #expect(WhatsAppForms.of("+390212345678") == ["+390212345678"])
    }
}
