package import Contracts
import Foundation
package import Notifications
package import ServiceKit

/// One account or number of a channel, as the settings name it.
package struct ProviderSettings: Sendable {
    /// The most numbers that a channel may have.
    package static let maximumNumbers = 9

    /// 1 the first; what `deliveries.number` says.
    package let number: Int
    package let provider: any MessagingProvider
    /// The approved templates by the language of the person, `ru`, `en`, `it`; those that are set.
    package let templates: [String: TemplateName]
    /// The same for the code that proves a number.
    package let codeTemplates: [String: TemplateName]

    package var kind: ProviderKind { provider.kind }

    /// For logs, figures and operators: `telegram`, `whatsapp-1 (twilio)`.
    package let name: String

    /// Nil when the channel is off, or has no number `number`. WhatsApp's first number is set by `WHATSAPP_…`, the
    /// second by `WHATSAPP_2_…`; Telegram has one.
    /// - Throws: `SettingError` for the first setting that is missing or wrong.
    package init?(_ settings: Settings, channel: Channel, number: Int = 1) throws {
        self.number = number
        switch channel {
        case .telegram:
            guard number == 1, let provider = try Self.telegram(settings) else { return nil }
            self.provider = provider
            (templates, codeTemplates) = ([:], [:])
            name = "telegram"
        case .whatsapp:
            guard try settings.bool("WHATSAPP_ENABLED", default: false) else { return nil }
            let own = NumberedSettings(settings: settings, number: number)
            guard try number == 1 || own.isMentioned() else { return nil }
            let account = try WhatsAppAccount(own)
            provider = account.provider
            (templates, codeTemplates) = (account.templates, account.codeTemplates)
            name = "whatsapp-\(number) (\(account.provider.kind.rawValue))"
        }
    }

    /// Every number of a channel in order; none when the channel is off.
    /// - Throws: `SettingError` for the first fault; a number that is left out before another is one.
    package static func all(_ settings: Settings, channel: Channel) throws -> [ProviderSettings] {
        var all: [ProviderSettings] = []
        for number in 1...maximumNumbers {
            guard let one = try ProviderSettings(settings, channel: channel, number: number) else { continue }
            guard one.number == all.count + 1 else {
                let missing = NumberedSettings(settings: settings, number: all.count + 1)
                throw missing.fault(
                    "API_URL", "is not set although number \(number) is: numbers are counted without a gap",
                    example: "https://graph.facebook.com/v26.0")
            }
            all.append(one)
        }
        return all
    }

    private static func telegram(_ settings: Settings) throws -> TelegramProvider? {
        let token = try settings.secret("TELEGRAM_BOT_TOKEN")
        guard try settings.bool("TELEGRAM_ENABLED", default: token != nil) else { return nil }
        guard let token else {
            throw SettingError(
                variable: "TELEGRAM_BOT_TOKEN", fault: "is not set", example: "the token that @BotFather gave")
        }
        let url = try settings.providerURL("TELEGRAM_API_URL", example: "https://api.telegram.org")
        return TelegramProvider(url: url ?? "https://api.telegram.org") { token.reveal() }
    }
}
