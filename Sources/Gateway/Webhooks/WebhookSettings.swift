import Foundation
import Notifications
import ServiceKit

/// What the operator has set for callbacks.
struct WebhookSettings: Sendable {
    /// The WhatsApp numbers that are answered for, by their place, 1 the first.
    var numbers: [Int: WebhookNumber]
    var telegram: TelegramWebhook?
    /// Whence callbacks may come; nil: from anywhere.
    var allowed: [AddressRange]?
    /// Whose word on where a request came from is believed.
    var proxies: [AddressRange]

    /// - Throws: `SettingError` naming the first variable that is wrong.
    init(_ settings: Settings, whatsapp: ChannelMode, telegram: ChannelMode) throws {
        numbers = whatsapp == .off ? [:] : try Self.numbers(settings)
        self.telegram = telegram == .off ? nil : try TelegramWebhook(settings)
        let allowed = try Self.ranges(settings, "WEBHOOK_ALLOWED_ADDRESSES")
        self.allowed = allowed.isEmpty ? nil : allowed
        proxies = try Self.ranges(settings, "TRUSTED_PROXIES")
    }

    private static func numbers(_ settings: Settings) throws -> [Int: WebhookNumber] {
        guard let first = try WebhookNumber(settings, number: 1, fallback: nil) else { return [:] }
        var numbers = [1: first]
        for number in 2...WebhookNumber.most {
            numbers[number] = try WebhookNumber(settings, number: number, fallback: first)
        }
        return numbers
    }

    private static func ranges(_ settings: Settings, _ name: String) throws -> [AddressRange] {
        try settings.list(name).map { text in
            guard let range = AddressRange(text) else {
                throw SettingError(
                    variable: name, fault: "is not a list of IP addresses or networks",
                    example: "192.0.2.10, 198.51.100.0/24, 2001:db8::/32")
            }
            return range
        }
    }
}

/// A WhatsApp number whose callbacks are taken.
struct WebhookNumber: Sendable {
    /// More numbers than these are not looked for.
    static let most = 9

    /// 1 the first.
    let number: Int
    let provider: ProviderKind
    /// How the provider calls the number in its callbacks.
    let name: String?
    /// The provider is a sandbox on this machine.
    let isSandbox: Bool
    /// What the provider signs with.
    let secret: Secret?
    /// What we told the provider to show us: Meta in its handshake, others in the address or a header.
    let verifyToken: Secret?

    /// Nil when there is no such number.
    /// - Parameter fallback: whose settings count where this number's own are not set.
    init?(_ settings: Settings, number: Int, fallback: WebhookNumber?) throws {
        let prefix = number == 1 ? "WHATSAPP_" : "WHATSAPP_\(number)_"
        let url = try settings.string(prefix + "API_URL")
        let name = try settings.string(prefix + "PHONE_NUMBER_ID")
        guard url != nil || name != nil else { return nil }
        self.number = number
        self.name = name
        let told = url.map(ProviderKind.told(from:)) ?? fallback?.provider ?? .meta
        let names = ProviderKind.allCases.filter { $0 != .telegram }.map(\.rawValue)
        let named = try settings.choice(prefix + "PROVIDER", default: told.rawValue, among: names)
        provider = ProviderKind(rawValue: named) ?? told
        isSandbox = url.map(ChannelMode.isLoopback) ?? fallback?.isSandbox ?? false
        // One app at the provider may serve several numbers: then they share its secrets.
        let shared = fallback?.provider == provider ? fallback : nil
        let token = provider == .twilio ? try settings.secret(prefix + "API_TOKEN") : nil
        secret = try settings.secret(prefix + "APP_SECRET") ?? token ?? shared?.secret
        verifyToken = try settings.secret(prefix + "WEBHOOK_VERIFY_TOKEN") ?? shared?.verifyToken
    }
}

/// Telegram's way in: its webhook where a secret is set, else long polling.
struct TelegramWebhook: Sendable {
    let secret: Secret?
    let token: Secret
    /// The Bot API's address without a slash at its end.
    let apiURL: String

    init?(_ settings: Settings) throws {
        guard let token = try settings.secret("TELEGRAM_BOT_TOKEN") else { return nil }
        self.token = token
        secret = try settings.secret("TELEGRAM_WEBHOOK_SECRET")
        if let secret = secret?.reveal() {
            let isAllowed = secret.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
                    || $0 == 0x2D
            }
            guard isAllowed, (1...256).contains(secret.utf8.count) else {
                throw SettingError(
                    variable: "TELEGRAM_WEBHOOK_SECRET", fault: "may hold only A-Z, a-z, 0-9, _ and -, at most 256",
                    example: "the output of: openssl rand -hex 32")
            }
        }
        var url = try settings.string("TELEGRAM_API_URL") ?? "https://api.telegram.org"
        if url.hasSuffix("/") { url.removeLast() }
        apiURL = url
    }
}
