import Contracts
import Foundation
import ServiceKit

/// What stands behind a channel on this server.
enum ChannelMode: Equatable, Sendable {
    /// The channel is switched off or not configured.
    case off
    /// The provider's host is loopback, so it is a sandbox: an address may be linked without proof.
    case sandbox
    /// A real provider.
    case live

    /// From `WHATSAPP_ENABLED` and `WHATSAPP_API_URL`.
    static func whatsapp(_ settings: Settings) throws -> ChannelMode {
        guard try settings.bool("WHATSAPP_ENABLED", default: false) else { return .off }
        let url = try settings.requiredURL(
            "WHATSAPP_API_URL", schemes: ["https", "http"],
            example: "https://api.twilio.com/2010-04-01/Accounts/…/Messages.json")
        return isLoopback(url) ? .sandbox : .live
    }

    /// From `TELEGRAM_ENABLED` (true when a token is set) and `TELEGRAM_API_URL`.
    static func telegram(_ settings: Settings) throws -> ChannelMode {
        let hasToken = try settings.secret("TELEGRAM_BOT_TOKEN") != nil
        guard try settings.bool("TELEGRAM_ENABLED", default: hasToken) else { return .off }
        guard hasToken else {
            throw SettingError(
                variable: "TELEGRAM_BOT_TOKEN", fault: "is not set although Telegram is enabled",
                example: "the token that @BotFather gave you")
        }
        let url = try settings.url(
            "TELEGRAM_API_URL", schemes: ["https", "http"], example: "https://api.telegram.org")
        return url.map(isLoopback) == true ? .sandbox : .live
    }

    /// Whether a URL's host is this machine itself: 127.0.0.0/8, ::1 or localhost.
    static func isLoopback(_ url: String) -> Bool {
        guard let host = URLComponents(string: url)?.host?.lowercased() else { return false }
        let bare = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        if bare == "localhost" || bare == "::1" { return true }
        let parts = bare.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

extension GatewayConfiguration {
    func mode(of channel: Channel) -> ChannelMode {
        switch channel {
        case .whatsapp: whatsapp
        case .telegram: telegram
        }
    }
}
