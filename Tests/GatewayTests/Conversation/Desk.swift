import Contracts
import Foundation
import Logging
import Notifications
import Persistence
import Postgres
import ServiceKit
import Testing

@testable import Gateway

/// Where what people write comes in and is worked off, beside the routes that they call.
struct Desk: Sendable {
    static let number = "+390212345678"
    static let chat = "100200300"

    let api: TestAPI
    let processor: CallbackProcessor

    /// - Parameter settings: beside a sandbox whose addresses need a proof.
    static func run(
        _ settings: [String: String] = [:], _ body: @Sendable (Desk) async throws -> Void
    ) async throws {
        let settings = [
            "SANDBOX_LINKING": "required", "WHATSAPP_PHONE_NUMBER_ID": "whatsapp:+14155238886",
        ].merging(settings) { _, given in given }
        try await TestAPI.run(settings) { api in try await body(Desk(api: api, processor: Self.processor(api))) }
    }

    static func processor(_ api: TestAPI) -> CallbackProcessor {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return CallbackProcessor(
            configuration: api.configuration, pool: api.pool, messages: DirectMessageStore(pool: api.pool),
            link: ListingLink(secret: api.configuration.tokenSecret, publicURL: api.configuration.publicURL),
            logger: logger)
    }

    /// - Returns: what a pressed button is answered with.
    @discardableResult
    func receive(
        _ content: InboundMessage.Content, from address: String, on channel: Channel, language: String? = nil,
        press: String? = nil, key: String = UUID().uuidString
    ) async throws -> String? {
        let message = InboundMessage(
            address: address, providerMessageID: key, content: content, at: Date(), username: nil,
            languageCode: language, pressID: press)
        let ids = try await processor.receive([
            IncomingCallback(
                channel: channel, provider: channel == .telegram ? .telegram : .meta, number: 1,
                event: KeyedEvent(key: key, event: .inbound(message)))
        ])
        guard let id = ids.first.flatMap({ $0 }) else { return nil }
        let answer = await processor.process(id)
        #expect(try await api.pool.query("SELECT FROM callbacks WHERE done_at IS NULL", []).isEmpty)
        return answer
    }

    @discardableResult
    func telegram(_ text: String, from chat: String = chat, language: String? = nil) async throws -> String? {
        try await receive(.text(text), from: chat, on: .telegram, language: language)
    }

    func whatsapp(_ text: String, from number: String = number) async throws {
        try await receive(.text(text), from: number, on: .whatsapp)
    }

    /// The code that links a number, as the route answers it.
    func whatsappCode(_ person: Person, number: String = number) async throws -> String {
        let answer = try await api.post(
            "/api/v1/whatsapp/link", #"{"phone_number":"\#(number)"}"#, token: person.token)
        return try #require(answer.json["verification"]["code"].text, "\(answer.text)")
    }

    /// The code that was sent to a number, as its message says it.
    func sentCode(_ person: Person, number: String = number) async throws -> String {
        let answer = try await api.post(
            "/api/v1/whatsapp/link/code", #"{"phone_number":"\#(number)"}"#, token: person.token)
        #expect(answer.status == 202, "\(answer.text)")
        return try #require(
            try await value("SELECT parameters->>'code' FROM direct_messages WHERE text_key = 'link_code'"))
    }

    /// Tells the account a code that was sent to a number.
    func confirm(_ code: String, _ person: Person) async throws -> TestAPI.Answer {
        try await api.post("/api/v1/whatsapp/link/confirm", #"{"code":"\#(code)"}"#, token: person.token)
    }

    /// The code in the link into the bot.
    func telegramCode(_ person: Person) async throws -> String {
        let answer = try await api.post("/api/v1/telegram/link", token: person.token)
        let url = try #require(answer.json["url"].text, "\(answer.text)")
        #expect(url.hasPrefix("https://t.me/campanello_test_bot?start="))
        return try #require(url.split(separator: "=").last.map(String.init))
    }

    /// Somebody whose chat is linked.
    func linked(_ email: String, chat: String = chat, language: String? = "en") async throws -> Person {
        let person = try await api.person(email)
        try await telegram("/start \(try await telegramCode(person))", from: chat, language: language)
        #expect(try await texts().last == "linked")
        return person
    }

    /// Whose address it is.
    func owner(_ address: String) async throws -> Int64? {
        try await api.pool.query(
            "SELECT user_id FROM recipients WHERE address = $1 AND proved_at IS NOT NULL", [.text(address)]
        ).first?.decode("user_id")
    }

    func value<T: PostgresDecodable>(_ sql: String, as type: T.Type = T.self) async throws -> T? {
        try await api.pool.query("SELECT (\(sql)) AS value", []).first?.decodeIfPresent("value")
    }

    /// The keys of what was said, in order.
    func texts() async throws -> [String] {
        try await api.pool.query("SELECT text_key FROM direct_messages ORDER BY created_at, id", []).map {
            try $0.decode("text_key")
        }
    }

    /// The last reply as its reader sees it.
    func lastReply() async throws -> String? {
        let rows = try await api.pool.query(
            "SELECT text_key, parameters::text AS parameters, locale FROM direct_messages ORDER BY created_at DESC, id DESC",
            [])
        guard let row = rows.first else { return nil }
        let parameters = try JSONDecoder().decode(
            [String: String].self, from: Data(try row.decode("parameters", as: String.self).utf8))
        let format = MessageFormat(
            markup: .telegramHTML, unit: .utf16, textLimit: 4_096, captionLimit: 1_024, maximumListings: 5)
        return DirectText(appName: "Campanello").message(
            key: try row.decode("text_key"), parameters: parameters, locale: try row.decode("locale"), in: format)?.text
    }
}
