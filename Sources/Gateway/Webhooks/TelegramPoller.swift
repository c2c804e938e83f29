import Foundation
import Logging
import Notifications
import Persistence
import ServiceKit

/// Fetches Telegram's updates by long polling, where there is no public address for a webhook. One replica does it at
/// a time; Telegram forgets an update only once the next request asks for what follows it, and by then it is stored.
struct TelegramPoller: Sendable {
    let webhook: TelegramWebhook
    let door: TelegramDoor
    let transport: any ProviderTransport
    let leader: Leader
    let logger: Logger
    /// How long Telegram holds a request that has nothing to answer with, in seconds.
    var hold = 25

    private struct Query: Encodable {
        let offset: Int64?
        let limit = 100
        let timeout: Int
        let allowedUpdates = TelegramUpdate.wanted

        enum CodingKeys: String, CodingKey {
            case offset, limit, timeout
            case allowedUpdates = "allowed_updates"
        }
    }

    /// Runs until the task is cancelled.
    func run() async {
        await leader.run {
        } meanwhile: {
            await poll()
        }
    }

    private func poll() async {
        var offset: Int64?
        var backoff = Backoff(base: .seconds(1), limit: .seconds(60))
        var complaint: String?
        while !Task.isCancelled {
            do {
                let updates = try await updates(from: offset)
                try await take(updates)
                if let last = updates.last { offset = last.id + 1 }
                if complaint != nil { logger.notice("Telegram's updates come in again") }
                complaint = nil
                backoff.reset()
            } catch {
                guard !Task.isCancelled else { return }
                let reason = (error as? PollingFault)?.text ?? "\(type(of: error))"
                if reason != complaint {
                    logger.warning("Telegram's updates cannot be fetched", metadata: ["reason": "\(reason)"])
                }
                complaint = reason
                try? await Task.sleep(for: backoff.next())
            }
        }
    }

    private func updates(from offset: Int64?) async throws -> [TelegramUpdate] {
        let response = try await call("getUpdates", Query(offset: offset, timeout: hold), timeout: hold + 10)
        if let updates = TelegramUpdate.list(inAnswer: response.body) { return updates }
        switch response.status {
        case 401, 404: throw PollingFault(text: "the token in TELEGRAM_BOT_TOKEN is refused")
        case 409:
            throw PollingFault(
                text:
                    "another process fetches them, or a webhook is set: set TELEGRAM_WEBHOOK_SECRET to receive it here")
        default: throw PollingFault(text: "Telegram answers \(response.status)")
        }
    }

    private func take(_ updates: [TelegramUpdate]) async throws {
        for answer in try await door.take(updates.compactMap(\.event)) {
            // An answer that comes too late is refused, and nobody misses it.
            _ = try? await call("answerCallbackQuery", answer, timeout: 10)
        }
    }

    private func call(_ method: String, _ body: some Encodable, timeout: Int) async throws -> ProviderResponse {
        try await BotCall(webhook: webhook, transport: transport).call(method, body, timeout: timeout)
    }
}

/// Why there are no updates, in words without anything secret.
struct PollingFault: Error {
    let text: String
}
