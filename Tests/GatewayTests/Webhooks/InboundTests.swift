import Contracts
import Foundation
import HTTPTypes
import Logging
import Notifications
import Operations
import Persistence
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import Gateway

@Suite("What people write to us", .enabled(if: TestEnvironment.hasDatabase))
struct InboundTests {
    private static let address = "+390212345678"

    /// Somebody whose WhatsApp is linked, and the processor that works off what comes in.
    private struct Chat: Sendable {
        let api: TestAPI
        let person: Person
        let processor: CallbackProcessor
        var provider = ProviderKind.meta

        func receive(
            _ content: InboundMessage.Content, from address: String = InboundTests.address, at: Date = Date()
        ) async throws {
            let message = InboundMessage(
                address: address, providerMessageID: UUID().uuidString, content: content, at: at)
            try await receive(.inbound(message))
        }

        func receive(_ event: ProviderEvent, on channel: Channel = .whatsapp) async throws {
            let ids = try await processor.receive([
                IncomingCallback(
                    channel: channel, provider: channel == .telegram ? .telegram : provider, number: 1,
                    event: KeyedEvent(key: UUID().uuidString, event: event))
            ])
            await processor.process(try #require(ids.first.flatMap { $0 }))
            #expect(try await api.pool.query("SELECT FROM callbacks WHERE done_at IS NULL", []).isEmpty)
        }

        func value<T: PostgresDecodable>(_ sql: String, as type: T.Type = T.self) async throws -> T? {
            try await api.pool.query("SELECT (\(sql)) AS value", []).first?.decodeIfPresent("value")
        }

        var suspended: String? {
            get async throws { try await value("SELECT suspended_reason FROM recipients WHERE channel = 'whatsapp'") }
        }

        func texts() async throws -> [String] {
            try await api.pool.query("SELECT text_key FROM direct_messages ORDER BY created_at, id", []).map {
                try $0.decode("text_key")
            }
        }

        func consents() async throws -> [String] {
            try await api.pool.query("SELECT direction || ' ' || how AS act FROM consents ORDER BY id", []).map {
                try $0.decode("act")
            }
        }
    }

    private static func run(
        provider: ProviderKind = .meta, _ body: @Sendable (Chat) async throws -> Void
    ) async throws {
        try await TestAPI.run { api in
            let person = try await api.person("chat@example.org")
            _ = try await api.post(
                "/api/v1/whatsapp/link", #"{"phone_number":"\#(address)"}"#, token: person.token)
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            let link = ListingLink(secret: api.configuration.tokenSecret, publicURL: api.configuration.publicURL)
            let processor = CallbackProcessor(
                configuration: api.configuration, pool: api.pool, messages: DirectMessageStore(pool: api.pool),
                link: link, logger: logger)
            try await body(Chat(api: api, person: person, processor: processor, provider: provider))
        }
    }

    @Test("opens the person's window with the number, for 24 hours since they wrote, and never shortens it")
    func window() async throws {
        try await Self.run { chat in
            let wrote = Date()
            let end = wrote.timeIntervalSince1970 + 86_400
            let openUntil = "SELECT extract(epoch FROM open_until)::float8 FROM conversation_windows WHERE number = 1"
            try await chat.receive(.text("ciao"), at: wrote)
            let open: Double? = try await chat.value(openUntil)
            #expect(abs((open ?? 0) - end) < 0.01)
            try await chat.receive(.other("image"), at: wrote - 7_200)
            let still: Double? = try await chat.value(openUntil)
            #expect(still == open)
            #expect(try await chat.value("SELECT number FROM recipients", as: Int.self) == 1)
            try await chat.receive(.text("who is this"), from: "+15005550006")
            #expect(try await chat.value("SELECT count(*) FROM conversation_windows", as: Int.self) == 1)
            #expect(try await chat.texts().isEmpty)
        }
    }

    @Test("STOP suspends the channel with one confirmation that gets through, START lifts it, each leaves its row")
    func stopAndStart() async throws {
        try await Self.run { chat in
            try await chat.receive(.text("СТОП"))
            #expect(try await chat.suspended == "opted-out")
            #expect(try await chat.texts() == ["opted_out"])
            let id: UUID? = try await chat.value("SELECT id FROM deliveries")
            let results = try await PostgresDeliveryStore(pool: chat.api.pool, service: "test").claim(
                [ClaimRequest(id: try #require(id), attempt: 1)], on: .whatsapp, by: ClaimPolicy(owner: "test"))
            guard case .claimed = results.first else {
                Issue.record("the confirmation is held back: \(results)")
                return
            }
            try await chat.receive(.text("Inizia"))
            #expect(try await chat.suspended == nil)
            #expect(try await chat.texts() == ["opted_out", "opted_in"])
            #expect(try await chat.consents() == ["in link", "out stop-keyword", "in start-keyword"])
        }
    }

    @Test("a STOP that comes late is written down and changes nothing that was said since")
    func late() async throws {
        try await Self.run { chat in
            try await chat.receive(.text("START"))
            try await chat.receive(.text("STOP"), at: Date(timeIntervalSinceNow: -3_600))
            #expect(try await chat.suspended == nil)
            #expect(try await chat.consents() == ["in link", "in start-keyword", "out stop-keyword"])
        }
    }

    @Test("words of which Twilio knows nothing are confirmed by us", arguments: ["СТОП", "basta", "Отписаться"])
    func wordsUnknownToTwilio(word: String) async throws {
        try await Self.run(provider: .twilio) { chat in
            try await chat.receive(.text(word))
            #expect(try await chat.suspended == "opted-out")
            #expect(try await chat.texts() == ["opted_out"])
        }
    }

    @Test("Twilio confirms STOP by itself: we only keep to it")
    func twilio() async throws {
        try await Self.run(provider: .twilio) { chat in
            try await chat.receive(.text("STOP"))
            #expect(try await chat.suspended == "opted-out")
            #expect(try await chat.texts().isEmpty)
        }
    }

    @Test("links, switches and the end of a link are consents too, and consents are never changed")
    func consents() async throws {
        try await Self.run { chat in
            for enabled in [false, true] {
                _ = try await chat.api.post(
                    "/api/v1/whatsapp/toggle", #"{"enabled":\#(enabled)}"#, token: chat.person.token)
            }
            for _ in 1...2 { _ = try await chat.api.send(.delete, "/api/v1/whatsapp/unlink", token: chat.person.token) }
            #expect(try await chat.consents() == ["in link", "out toggle", "in toggle", "out unlink"])
            await #expect(throws: PostgresError.self) {
                try await chat.api.pool.execute("UPDATE consents SET direction = 'in'")
            }
        }
    }

    @Test("buttons pause and resume only the person's own filters, and hide homes")
    func buttons() async throws {
        try await Self.run { chat in
            let other = try await chat.api.person("other@example.org")
            let own = try await Self.filter(of: chat.person, chat.api)
            let foreign = try await Self.filter(of: other, chat.api)
            try await chat.receive(.button(payload: "pause:\(own)", title: nil))
            try await chat.receive(.button(payload: "pause:\(foreign)", title: nil))
            let active = try await chat.api.pool.query("SELECT id FROM filters WHERE is_active", [])
            #expect(try active.map { try $0.decode("id", as: Int64.self) } == [foreign])
            try await chat.receive(.row(id: "resume:\(own)", title: nil))
            #expect(try await chat.value("SELECT count(*) FROM filters WHERE is_active", as: Int.self) == 2)
            #expect(
                try await chat.value("SELECT count(*) FROM look_backs WHERE since IS NOT NULL OR true", as: Int.self)
                    == 2)
            _ = try await chat.api.ingest(
                #"[{"source":"idealista","external_id":"1","url":"https://listings.invalid/1","city":"Roma"}]"#)
            let listing = try #require(try await chat.value("SELECT id FROM listings", as: Int64.self))
            for _ in 1...2 { try await chat.receive(.button(payload: "hide:\(listing)", title: nil)) }
            try await chat.receive(.button(payload: "hide:999999", title: nil))
            #expect(try await chat.value("SELECT count(*) FROM dismissed_homes", as: Int.self) == 1)
            #expect(try await chat.texts() == ["filter_paused", "filter_resumed", "home_hidden", "home_hidden"])
            let report = try await SendingReport.read(hours: 1, on: chat.api.pool)
            #expect(Set(report.taps.map(\.channel)) == ["whatsapp"])
            #expect(report.taps.map(\.button) == ["hide", "pause", "resume"])
            #expect(report.taps.map(\.taps) == [3, 2, 1])
        }
    }

    private static func filter(of person: Person, _ api: TestAPI) async throws -> Int64 {
        let answer = try await api.post("/api/v1/filters", #"{"name":"Roma","city":"Roma"}"#, token: person.token)
        return Int64(try #require(answer.json["id"].number))
    }

    @Test("\"menu\" is answered with the person's filters")
    func menu() async throws {
        try await Self.run { chat in
            try await chat.receive(.text("Меню"))
            let id = try await Self.filter(of: chat.person, chat.api)
            try await chat.receive(.text("menu"))
            #expect(try await chat.texts() == ["menu_empty", "menu"])
            let row: String? = try await chat.value(
                "SELECT parameters ->> '1' FROM direct_messages WHERE text_key = 'menu'")
            #expect(row == "pause:\(id) Roma")
        }
    }

    @Test("where the menu came as numbered lines, a number pauses and resumes, until something else was said")
    func numberedMenu() async throws {
        try await Self.run { chat in
            let id = try await Self.filter(of: chat.person, chat.api)
            let isActive = "SELECT is_active FROM filters WHERE id = \(id)"
            // No menu has come yet, and one that is not there yet cannot be meant.
            try await chat.receive(.text("1"))
            try await chat.receive(.text("menu"))
            try await chat.receive(.text("1"))
            #expect(try await chat.texts() == ["menu"])
            let accepted = "UPDATE deliveries SET status = 'accepted', accepted_at = clock_timestamp()"
            try await chat.api.pool.execute(accepted, [])
            for word in ["2", "0", "11", "1 or 2", "١"] { try await chat.receive(.text(word)) }
            #expect(try await chat.value(isActive) == true)
            try await chat.receive(.text(" 1. "))
            #expect(try await chat.value(isActive) == false)
            #expect(try await chat.texts() == ["menu", "filter_paused"])
            try await chat.receive(.text("menu"))
            try await chat.api.pool.execute(accepted, [])
            try await chat.receive(.text("1"))
            #expect(try await chat.value(isActive) == true)
            // A message of listings has numbers of its own.
            try await chat.api.pool.execute(
                """
                INSERT INTO deliveries (id, user_id, channel, filter_id, status, accepted_at)
                VALUES (gen_random_uuid(), $1, 'whatsapp', $2, 'accepted', clock_timestamp())
                """, [.int(chat.person.id), .int(id)])
            try await chat.receive(.text("1"))
            #expect(try await chat.value(isActive) == true)
            #expect(try await chat.texts() == ["menu", "filter_paused", "menu", "filter_resumed"])
        }
    }

    @Test("Meta's preferences and Telegram's blocks suspend and lift, but unblocking takes no STOP back")
    func preferences() async throws {
        try await Self.run { chat in
            for wants in [false, true] {
                try await chat.receive(
                    .preference(MessagingPreference(address: Self.address, wantsMessages: wants, at: nil)))
                #expect(try await chat.suspended == (wants ? nil : "opted-out"))
            }
            _ = try await chat.api.post("/api/v1/telegram/link", #"{"chat_id":1001}"#, token: chat.person.token)
            let reason = "SELECT suspended_reason FROM recipients WHERE channel = 'telegram'"
            for isBlocked in [true, false] {
                try await chat.receive(
                    .reachability(Reachability(address: "1001", isBlocked: isBlocked, at: nil)), on: .telegram)
                #expect(try await chat.value(reason, as: String.self) == (isBlocked ? "blocked" : nil))
            }
            let stop = InboundMessage(address: "1001", providerMessageID: "1", content: .text("/stop"), at: nil)
            try await chat.receive(.inbound(stop), on: .telegram)
            try await chat.receive(
                .reachability(Reachability(address: "1001", isBlocked: false, at: nil)), on: .telegram)
            #expect(try await chat.value(reason, as: String.self) == "opted-out")
        }
    }

    @Test("the running processor works off whatever is stored, by whichever replica")
    func running() async throws {
        try await Self.run { chat in
            let replicas = (1...2).map { _ in Task { await chat.processor.run(poll: .milliseconds(50)) } }
            defer { for replica in replicas { replica.cancel() } }
            let events = (0..<100).map { index in
                IncomingCallback(
                    channel: .whatsapp, provider: .meta, number: 1,
                    event: KeyedEvent(
                        key: "\(index)",
                        event: .inbound(
                            InboundMessage(
                                address: Self.address, providerMessageID: "\(index)", content: .text("menu"), at: nil)))
                )
            }
            _ = try await chat.processor.receive(events)
            try await eventually("everything is done") {
                try await chat.value("SELECT count(*) FROM callbacks WHERE done_at IS NOT NULL", as: Int.self) == 100
            }
            #expect(try await chat.texts().count == 100)
        }
    }
}
