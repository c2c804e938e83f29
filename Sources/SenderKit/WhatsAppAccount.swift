import Notifications
import ServiceKit

/// The provider of one WhatsApp number, and its templates.
struct WhatsAppAccount {
    let provider: any MessagingProvider
    let templates: [String: TemplateName]

    /// - Throws: `SettingError` for the first setting that is missing or wrong.
    init(_ settings: NumberedSettings) throws {
        let example = "https://graph.facebook.com/v26.0"
        let name = settings.name("API_URL")
        guard let url = try settings.settings.providerURL(name, example: example) else {
            throw settings.missing("API_URL", example: example)
        }
        let kind = try Self.kind(settings, url)
        let token = try settings.requiredSecret(
            "API_TOKEN", "the provider's token, best through \(settings.name("API_TOKEN_FILE"))")
        templates = try Self.templates(settings, kind)
        provider = try Self.provider(settings, kind, url: url, token: token)
    }

    private static func kind(_ settings: NumberedSettings, _ url: String) throws -> ProviderKind {
        let names = ProviderKind.allCases.filter { $0 != .telegram }.map(\.rawValue)
        let told = ProviderKind.told(from: url)
        let named = try settings.settings.choice(settings.name("PROVIDER"), default: told.rawValue, among: names)
        return ProviderKind(rawValue: named) ?? told
    }

    private static func templates(_ settings: NumberedSettings, _ kind: ProviderKind) throws -> [String: TemplateName] {
        var templates: [String: TemplateName] = [:]
        for locale in ["ru", "en", "it"] {
            let suffix = "TEMPLATE_\(locale.uppercased())"
            guard let text = try settings.string(suffix) else { continue }
            guard let name = TemplateName(text, for: kind, locale: locale) else {
                throw settings.fault(
                    suffix, "is not a template's name as \(kind.rawValue) wants it",
                    example: TemplateName.example(for: kind))
            }
            templates[locale] = name
        }
        return templates
    }

    private static func provider(
        _ settings: NumberedSettings, _ kind: ProviderKind, url: String, token: Secret
    ) throws -> any MessagingProvider {
        let number = try settings.required("PHONE_NUMBER_ID", "whatsapp:+14155238886")
        switch kind {
        case .twilio: return try twilio(settings, url: url, number: number, token: token)
        case .meta:
            let hasWebhook = try settings.secret("APP_SECRET") != nil
            return MetaProvider(url: url, numberID: number, hasReceipts: hasWebhook) { token.reveal() }
        case let other:
            throw settings.fault(
                "PROVIDER",
                "is, or is told from \(settings.name("API_URL")) as, \(other.rawValue), through which this version does not send",
                example: "twilio")
        }
    }

    private static func twilio(
        _ settings: NumberedSettings, url: String, number: String, token: Secret
    ) throws -> TwilioProvider {
        let sid = try settings.string("BUSINESS_ACCOUNT_ID")
        guard let account = TwilioProvider.Account(url: url, sid: sid, token: { token.reveal() }) else {
            throw settings.missing(
                "BUSINESS_ACCOUNT_ID",
                example:
                    "the account SID, unless \(settings.name("API_URL")) holds it: …/Accounts/<SID>/Messages.json")
        }
        return TwilioProvider(account: account, sender: number, statusCallback: try callback(settings, url))
    }

    /// Where a provider can report to: a public address by https, or anything for a sandbox on this machine.
    private static func callback(_ settings: NumberedSettings, _ providerURL: String) throws -> String? {
        let base = try settings.settings.publicURL()
        let isSandbox = WebLink.host(of: providerURL).map(Sandbox.isLoopback) ?? false
        let isPublic = base.hasPrefix("https://") && !(WebLink.host(of: base).map(Sandbox.isLoopback) ?? true)
        guard isPublic || isSandbox else { return nil }
        return base + "/webhooks/whatsapp" + (settings.number == 1 ? "" : "/\(settings.number)")
    }
}
