import Notifications
import ServiceKit

/// The provider of one WhatsApp number, and its templates.
struct WhatsAppAccount {
    let provider: any MessagingProvider
    let templates: [String: TemplateName]
    let codeTemplates: [String: TemplateName]

    /// The languages that a template may be set for.
    static let locales = ["ru", "en", "it"]

    /// - Throws: `SettingError` for the first setting that is missing or wrong.
    init(_ settings: NumberedSettings) throws {
        let url = try Self.url(settings)
        let kind = try Self.kind(settings, url)
        let token = try Self.token(settings)
        var templates: [String: TemplateName] = [:]
        var codeTemplates: [String: TemplateName] = [:]
        for locale in Self.locales {
            templates[locale] = try Self.template(settings, kind, locale: locale)
            codeTemplates[locale] = try Self.template(settings, kind, "CODE_TEMPLATE", locale: locale)
        }
        (self.templates, self.codeTemplates) = (templates, codeTemplates)
        provider = try Self.provider(settings, kind, url: url, token: token, templates: templates)
    }

    static func url(_ settings: NumberedSettings) throws -> String {
        let example = "https://graph.facebook.com/v26.0"
        let url = try settings.settings.providerURL(settings.name("API_URL"), example: example)
        guard let url else { throw settings.missing("API_URL", example: example) }
        return url
    }

    static func token(_ settings: NumberedSettings) throws -> Secret {
        try settings.requiredSecret(
            "API_TOKEN", "the provider's token, best through \(settings.name("API_TOKEN_FILE"))")
    }

    static func kind(_ settings: NumberedSettings, _ url: String) throws -> ProviderKind {
        let names = ProviderKind.allCases.filter { $0 != .telegram }.map(\.rawValue)
        let told = ProviderKind.told(from: url)
        let named = try settings.settings.choice(settings.name("PROVIDER"), default: told.rawValue, among: names)
        return ProviderKind(rawValue: named) ?? told
    }

    /// Nil where none is set.
    static func template(
        _ settings: NumberedSettings, _ kind: ProviderKind, _ name: String = "TEMPLATE", locale: String
    ) throws -> TemplateName? {
        let suffix = "\(name)_\(locale.uppercased())"
        guard let text = try settings.string(suffix) else { return nil }
        guard let name = TemplateName(text, for: kind, locale: locale) else {
            throw settings.fault(
                suffix, "is not a template's name as \(kind.rawValue) wants it",
                example: TemplateName.example(for: kind))
        }
        return name
    }

    static func sender(_ settings: NumberedSettings, _ kind: ProviderKind) throws -> String {
        try settings.required("PHONE_NUMBER_ID", senderExample(kind))
    }

    private static func provider(
        _ settings: NumberedSettings, _ kind: ProviderKind, url: String, token: Secret,
        templates: [String: TemplateName]
    ) throws -> any MessagingProvider {
        let sender = { () throws -> String in try Self.sender(settings, kind) }
        let key: @Sendable () -> String = { token.reveal() }
        switch kind {
        case .twilio: return try twilio(settings, url: url, number: sender(), token: token)
        case .meta, .telegram:
            let hasWebhook = try settings.secret("APP_SECRET") != nil
            return MetaProvider(url: url, numberID: try sender(), hasReceipts: hasWebhook, token: key)
        case .dialog360:
            let hasWebhook = try settings.secret("APP_SECRET") ?? settings.secret("WEBHOOK_VERIFY_TOKEN") != nil
            return Dialog360Provider(url: url, hasReceipts: hasWebhook, key: key)
        case .messageBird:
            return MessageBirdProvider(
                url: url, channel: try sender(), statusCallback: try callback(settings, url), key: key)
        case .birdChannels:
            guard let provider = BirdChannelsProvider(url: url, channel: try sender(), key: key) else {
                throw settings.fault(
                    "API_URL", "names no workspace", example: "https://api.bird.com/workspaces/<workspace>")
            }
            return provider
        case .bird: return BirdProvider(url: url, sender: try sender(), key: key)
        case .chatAPI:
            let instance = try settings.string("PHONE_NUMBER_ID")
            guard
                let provider = ChatAPIProvider(
                    url: url, instance: instance, speaksTemplates: !templates.isEmpty, token: key)
            else { throw settings.missing("PHONE_NUMBER_ID", example: senderExample(kind)) }
            return provider
        }
    }

    /// What `PHONE_NUMBER_ID` is at each provider.
    private static func senderExample(_ kind: ProviderKind) -> String {
        switch kind {
        case .twilio: "whatsapp:+14155238886"
        case .meta, .dialog360, .telegram: "the phone number's id"
        case .messageBird, .birdChannels: "the WhatsApp channel's id"
        case .bird: "+14155238886"
        case .chatAPI: "the instance's number, unless the address ends in it"
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
