import CurlTransport
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Notifications
import Persistence
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import Gateway

@Suite("Telegram by long polling", .enabled(if: TestEnvironment.hasDatabase))
struct TelegramPollerTests {
    /// As Telegram keeps updates: until a request asks for what follows them.
    private actor Updates {
        private var waiting: [(id: Int64, text: String)]
        private(set) var answers: [String] = []
        private(set) var mostAtOnce = 0
        private var polling = 0

        init(_ waiting: [(id: Int64, text: String)]) {
            self.waiting = waiting
        }

        var isEmpty: Bool { waiting.isEmpty }

        func begin() {
            polling += 1
            mostAtOnce = max(mostAtOnce, polling)
        }

        func answer(from offset: Int64?) -> String {
            polling -= 1
            if let offset { waiting.removeAll { $0.id < offset } }
            return #"{"ok":true,"result":[\#(waiting.prefix(2).map(\.text).joined(separator: ","))]}"#
        }

        func note(_ answer: String) { answers.append(answer) }
    }

    private struct Query: Decodable {
        let offset: Int64?
    }

    private static func router(_ updates: Updates) -> Router<BasicRequestContext> {
        let router = Router()
        router.post("bottest-token/getUpdates") { request, _ in
            let body = try await request.body.collect(upTo: 10_000)
            let query = try JSONDecoder().decode(Query.self, from: Data(body.readableBytesView))
            await updates.begin()
            // Telegram holds a request that it has nothing for.
            try await Task.sleep(for: .milliseconds(20))
            return await updates.answer(from: query.offset)
        }
        router.post("bottest-token/answerCallbackQuery") { request, _ in
            await updates.note(String(buffer: try await request.body.collect(upTo: 10_000)))
            return #"{"ok":true,"result":true}"#
        }
        return router
    }

    @Test("every update is stored once and then confirmed, by one replica at a time, and presses are answered")
    func polls() async throws {
        let updates = Updates(
            (1...5).map { id in
                (
                    Int64(id),
                    #"{"update_id":\#(id),"message":{"message_id":\#(id),"text":"hi","chat":{"id":1001,"type":"private"}}}"#
                )
            } + [
                (6, #"{"update_id":6,"edited_message":{"message_id":1}}"#),
                (
                    7,
                    #"{"update_id":7,"callback_query":{"id":"77","from":{"id":1001},"data":"hide:1","message":{"message_id":2,"chat":{"id":1001,"type":"private"}}}}"#
                ),
            ])
        try await TestAPI.run { api in
            try await Application(router: Self.router(updates)).test(.live) { client in
                let port = try #require(client.port)
                let pollers = try (1...2).map { _ in try Self.poller(port: port, api) }
                let running = pollers.map { poller in Task { await poller.run() } }
                try await eventually("everything is fetched and confirmed") {
                    let isEmpty = await updates.isEmpty
                    let answers = await updates.answers
                    return isEmpty && answers.count == 1
                }
                for task in running {
                    task.cancel()
                    await task.value
                }
            }
            #expect(try await api.pool.query("SELECT FROM callbacks", []).count == 6)
        }
        #expect(await updates.mostAtOnce == 1)
        #expect(await updates.answers.first?.contains(#""callback_query_id":"77""#) == true)
    }

    private static func poller(port: Int, _ api: TestAPI) throws -> TelegramPoller {
        let settings = Settings(values: [
            "TELEGRAM_BOT_TOKEN": "test-token", "TELEGRAM_API_URL": "http://127.0.0.1:\(port)",
        ])
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let link = ListingLink(secret: api.configuration.tokenSecret, publicURL: api.configuration.publicURL)
        let processor = CallbackProcessor(
            configuration: api.configuration, pool: api.pool, messages: DirectMessageStore(pool: api.pool), link: link,
            logger: logger)
        return TelegramPoller(
            webhook: try #require(try TelegramWebhook(settings)), door: TelegramDoor(callbacks: processor),
            transport: CurlTransport(),
            leader: Leader(of: "telegram updates", pool: api.pool, interval: .milliseconds(50), logger: logger),
            logger: logger, hold: 1)
    }
}
