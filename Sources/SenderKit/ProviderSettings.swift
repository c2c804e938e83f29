import Contracts
import Foundation
import Notifications
import ServiceKit

/// The provider of a channel, as the settings name it.
struct ProviderSettings: Sendable {
    let provider: any MessagingProvider

    /// Nil when the channel is off.
    init?(_ settings: Settings, channel: Channel) throws {
        switch channel {
        case .telegram:
            guard let provider = try Self.telegram(settings) else { return nil }
            self.provider = provider
        case .whatsapp:
            guard try settings.bool("WHATSAPP_ENABLED", default: false) else { return nil }
            provider = try Self.whatsApp(settings)
        }
    }

    private static func telegram(_ settings: Settings) throws -> TelegramProvider? {
        let token = try settings.secret("TELEGRAM_BOT_TOKEN")
        guard try settings.bool("TELEGRAM_ENABLED", default: token != nil) else { return nil }
        guard let token else {
            throw SettingError(
                variable: "TELEGRAM_BOT_TOKEN", fault: "is not set", example: "the token that @BotFather gave")
        }
        let url = try address(settings, "TELEGRAM_API_URL", example: "https://api.telegram.org")
        return TelegramProvider(url: url ?? "https://api.telegram.org") { token.reveal() }
    }

    private static func whatsApp(_ settings: Settings) throws -> any MessagingProvider {
        let example = "https://graph.facebook.com/v26.0"
        let url =
            try address(settings, "WHATSAPP_API_URL", example: example)
            ?? required(settings, "WHATSAPP_API_URL", example)
        let token = try settings.secret("WHATSAPP_API_TOKEN")
        guard let token else {
            throw missing("WHATSAPP_API_TOKEN", example: "the provider's token, best through WHATSAPP_API_TOKEN_FILE")
        }
        let number = try required(settings, "WHATSAPP_PHONE_NUMBER_ID", "whatsapp:+14155238886")
        switch try kind(settings, url) {
        case .twilio: return try twilio(settings, url: url, number: number, token: token)
        case .meta:
            let hasWebhook = try settings.secret("WHATSAPP_APP_SECRET") != nil
            return MetaProvider(url: url, numberID: number, hasReceipts: hasWebhook) { token.reveal() }
        case let other:
            throw SettingError(
                variable: "WHATSAPP_PROVIDER",
                fault:
                    "is, or is told from WHATSAPP_API_URL as, \(other.rawValue), through which this version does not send",
                example: "twilio")
        }
    }

    private static func kind(_ settings: Settings, _ url: String) throws -> ProviderKind {
        let names = ProviderKind.allCases.filter { $0 != .telegram }.map(\.rawValue)
        let told = ProviderKind.told(from: url)
        let named = try settings.choice("WHATSAPP_PROVIDER", default: told.rawValue, among: names)
        return ProviderKind(rawValue: named) ?? told
    }

    private static func twilio(
        _ settings: Settings, url: String, number: String, token: Secret
    ) throws -> TwilioProvider {
        let sid = try settings.string("WHATSAPP_BUSINESS_ACCOUNT_ID")
        guard let account = TwilioProvider.Account(url: url, sid: sid, token: { token.reveal() }) else {
            throw missing(
                "WHATSAPP_BUSINESS_ACCOUNT_ID",
                example: "the account SID, unless WHATSAPP_API_URL holds it: …/Accounts/<SID>/Messages.json")
        }
        return TwilioProvider(account: account, sender: number, statusCallback: try statusCallback(settings, url))
    }

    /// Where Twilio can report to: a public address by https, or anything for a sandbox on this machine.
    private static func statusCallback(_ settings: Settings, _ providerURL: String) throws -> String? {
        let base = try settings.publicURL()
        let isSandbox = WebLink.host(of: providerURL).map(Sandbox.isLoopback) ?? false
        let isPublic = base.hasPrefix("https://") && !(WebLink.host(of: base).map(Sandbox.isLoopback) ?? true)
        return isPublic || isSandbox ? base + "/webhooks/whatsapp" : nil
    }

    /// A provider's address: by https, or by http on this machine.
    private static func address(_ settings: Settings, _ name: String, example: String) throws -> String? {
        guard let url = try settings.url(name, schemes: ["https", "http"], example: example) else { return nil }
        guard url.hasPrefix("https://") || WebLink.host(of: url).map(Sandbox.isLoopback) == true else {
            throw SettingError(variable: name, fault: "is not encrypted: only a sandbox may be", example: example)
        }
        return url
    }

    private static func required(_ settings: Settings, _ name: String, _ example: String) throws -> String {
        guard let value = try settings.string(name) else { throw missing(name, example: example) }
        return value
    }

    private static func missing(_ name: String, example: String) -> SettingError {
        SettingError(
            variable: name, fault: "is not set: не все обязательные настройки WhatsApp API настроены", example: example)
    }
}
