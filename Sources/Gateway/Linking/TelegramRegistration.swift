import Foundation
import Logging
import Notifications
import ServiceKit

/// Tells Telegram where its updates go, and which commands to offer. Every replica does at its start, and again when the
/// secret has changed: saying it twice is harmless.
struct TelegramRegistration: Sendable {
    let webhook: TelegramWebhook
    /// Updates are asked for only where this is https.
    let publicURL: String
    let transport: any ProviderTransport
    let logger: Logger
    /// Between two looks at the secret.
    var interval = Duration.seconds(60)

    private struct Webhook: Encodable {
        let url: String
        let secretToken: String
        let allowedUpdates = TelegramUpdate.wanted

        enum CodingKeys: String, CodingKey {
            case url
            case secretToken = "secret_token"
            case allowedUpdates = "allowed_updates"
        }
    }

    private struct Commands: Encodable {
        let commands: [BotCommandList.Command]
        let languageCode: String

        enum CodingKeys: String, CodingKey {
            case commands
            case languageCode = "language_code"
        }
    }

    /// Runs until the task is cancelled.
    func run() async {
        var told: String?
        var complaint: String?
        var commandTries = 5
        while !Task.isCancelled {
            if let secret = webhook.secret?.reveal(), publicURL.hasPrefix("https://"), secret != told {
                let fault = await register(secret)
                if fault == nil {
                    told = secret
                    logger.notice("Telegram sends its updates to the webhook")
                } else if fault != complaint {
                    logger.warning("Telegram's webhook cannot be set", metadata: ["reason": "\(fault ?? "")"])
                }
                complaint = fault
            }
            if commandTries > 0 { commandTries = await offerCommands() ? 0 : commandTries - 1 }
            try? await Task.sleep(for: complaint == nil && commandTries == 0 ? interval : min(interval, .seconds(10)))
        }
    }

    /// - Returns: what went wrong, in words without anything secret.
    private func register(_ secret: String) async -> String? {
        let body = Webhook(url: publicURL + "/webhooks/telegram", secretToken: secret)
        return await fault(of: "setWebhook", body)
    }

    /// The first language is also the one for everybody whose own is another.
    private func offerCommands() async -> Bool {
        for (code, locale) in [("", "en"), ("ru", "ru"), ("en", "en"), ("it", "it")] {
            let body = Commands(commands: BotCommandList(locale: locale).commands, languageCode: code)
            guard await fault(of: "setMyCommands", body) == nil else { return false }
        }
        return true
    }

    private func fault(of method: String, _ body: some Encodable) async -> String? {
        do {
            let response = try await BotCall(webhook: webhook, transport: transport).call(method, body, timeout: 10)
            return response.status == 200 ? nil : "Telegram answers \(response.status)"
        } catch {
            return "\(error)"
        }
    }
}
