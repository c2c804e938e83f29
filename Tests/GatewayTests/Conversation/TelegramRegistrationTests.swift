import CurlTransport
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Notifications
import ServiceKit
import TestSupport
import Testing

@testable import Gateway

@Suite("What Telegram is told of the bot")
struct TelegramRegistrationTests {
    private actor Calls {
        private(set) var webhooks: [JSONValue] = []
        private(set) var commands: [JSONValue] = []
        private var refusals = 1

        /// The first call fails, as calls do.
        func webhook(_ body: JSONValue) -> Bool {
            defer { refusals -= 1 }
            guard refusals <= 0 else { return false }
            webhooks.append(body)
            return true
        }

        func offer(_ body: JSONValue) { commands.append(body) }
    }

    @Test("it learns where its updates go with the secret, until it has, and the commands in every language")
    func registers() async throws {
        let calls = Calls()
        let router = Router()
        router.post("bottest-token/setWebhook") { request, _ -> Response in
            let body = try await request.body.collect(upTo: 10_000)
            let isTaken = await calls.webhook(try JSONValue.parse(Array(body.readableBytesView)))
            return Response(status: isTaken ? .ok : .badGateway)
        }
        router.post("bottest-token/setMyCommands") { request, _ -> Response in
            let body = try await request.body.collect(upTo: 10_000)
            await calls.offer(try JSONValue.parse(Array(body.readableBytesView)))
            return Response(status: .ok)
        }
        try await Application(router: router).test(.live) { client in
            let port = try #require(client.port)
            let settings = Settings(values: [
                "TELEGRAM_BOT_TOKEN": "test-token", "TELEGRAM_API_URL": "http://127.0.0.1:\(port)",
                "TELEGRAM_WEBHOOK_SECRET": "secret",
            ])
            var registration = TelegramRegistration(
                webhook: try #require(try TelegramWebhook(settings)), publicURL: "https://campanello.invalid",
                transport: CurlTransport(), logger: Logger(label: "test"))
            registration.interval = .milliseconds(20)
            let running = Task { [registration] in await registration.run() }
            try await eventually("Telegram knows both") {
                let (webhooks, commands) = (await calls.webhooks, await calls.commands)
                return webhooks.count == 1 && commands.count == 4
            }
            running.cancel()
            await running.value
        }
        let told = try #require(await calls.webhooks.first)
        #expect(told["url"].text == "https://campanello.invalid/webhooks/telegram")
        #expect(told["secret_token"].text == "secret" && told["allowed_updates"].count == 3)
        let commands = await calls.commands
        #expect(commands.map { $0["language_code"].text } == ["", "ru", "en", "it"])
        #expect(commands.allSatisfy { $0["commands"].count == 6 })
        #expect(commands[3]["commands"][0]["command"].text == "status")
    }
}
