import Foundation
import Logging
import Notifications
import ServiceKit

/// The bot's name, asked for once.
actor BotIdentity {
    private let webhook: TelegramWebhook?
    private let transport: @Sendable () -> any ProviderTransport
    private let logger: Logger
    private var known: String?

    /// - Parameter username: the name as it was set; nil: the Bot API is asked.
    init(
        username: String?, webhook: TelegramWebhook?, logger: Logger,
        transport: @escaping @Sendable () -> any ProviderTransport
    ) {
        known = username
        self.webhook = webhook
        self.logger = logger
        self.transport = transport
    }

    /// - Throws: ``Problem`` 503 while Telegram does not tell it.
    func username() async throws -> String {
        if let known { return known }
        guard let webhook else { throw Problem.refused("Telegram is switched off on this server.") }
        do {
            let response = try await BotCall(webhook: webhook, transport: transport()).call("getMe", timeout: 5)
            if let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)),
                Self.isUsername(answer.result.username)
            {
                known = answer.result.username
                return answer.result.username
            }
            logger.warning("the bot's name is not to be had", metadata: ["status": "\(response.status)"])
        } catch {
            logger.warning("the bot's name is not to be had", metadata: ["error": "\(error)"])
        }
        throw Problem.unavailable("Telegram does not answer at the moment.")
    }

    private struct Answer: Decodable {
        struct Bot: Decodable {
            let username: String
        }
        let result: Bot
    }

    /// 4 to 32 letters, digits and underscores.
    static func isUsername(_ text: String) -> Bool {
        (4...32).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
            }
    }
}
