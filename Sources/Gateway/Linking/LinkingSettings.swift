import Notifications
import ServiceKit

/// What the operator has set for linking.
struct LinkingSettings: Sendable {
    /// When an address of a sandbox counts as proved.
    enum SandboxProof: String, CaseIterable, Sendable {
        /// At once: nobody real is reached there.
        case atOnce = "at-once"
        /// By its code, as elsewhere.
        case required
    }

    var sandboxProof: SandboxProof
    /// The number that people send their code to, in digits without a plus sign; nil when it is not known.
    var businessNumber: String?
    /// What Twilio's sandbox wants to hear before anything else: the word behind "join".
    var joinCode: String?
    /// The bot's name without its @; nil: it is asked for.
    var botUsername: String?
    /// The languages in which a code can be sent to a number: those of the templates approved for it.
    var codeLocales: [String]

    /// - Parameter provider: of the number that codes are sent by; nil when WhatsApp is off.
    /// - Throws: `SettingError` naming the first variable that is wrong.
    init(_ settings: Settings, provider: ProviderKind?) throws {
        let choice = try settings.choice(
            "SANDBOX_LINKING", default: SandboxProof.atOnce.rawValue, among: SandboxProof.allCases.map(\.rawValue))
        sandboxProof = SandboxProof(rawValue: choice) ?? .atOnce
        businessNumber = try Self.businessNumber(settings)
        joinCode = try settings.string("WHATSAPP_SANDBOX_JOIN_CODE").map { code in
            code.hasPrefix("join ") ? String(code.dropFirst("join ".count)) : code
        }
        codeLocales = try ["ru", "en", "it"].filter { try Self.hasCodeTemplate(settings, provider, locale: $0) }
        botUsername = try settings.string("TELEGRAM_BOT_USERNAME").map {
            $0.hasPrefix("@") ? String($0.dropFirst()) : $0
        }
        if let botUsername, !BotIdentity.isUsername(botUsername) {
            throw SettingError(
                variable: "TELEGRAM_BOT_USERNAME", fault: "is not a bot's name", example: "campanello_bot")
        }
    }

    /// The sender needs the template itself; here it is looked at so that no code is promised that cannot go.
    private static func hasCodeTemplate(
        _ settings: Settings, _ provider: ProviderKind?, locale: String
    ) throws -> Bool {
        let name = "WHATSAPP_CODE_TEMPLATE_\(locale.uppercased())"
        guard let provider, let text = try settings.string(name) else { return false }
        guard TemplateName(text, for: provider, locale: locale) != nil else {
            throw SettingError(
                variable: name, fault: "is not a template's name as \(provider.rawValue) wants it",
                example: TemplateName.example(for: provider))
        }
        return true
    }

    /// At Twilio the sender's name is its number; elsewhere it has to be told.
    private static func businessNumber(_ settings: Settings) throws -> String? {
        if let told = try settings.string("WHATSAPP_BUSINESS_NUMBER") {
            do {
                return String(try PhoneNumber(told).text.dropFirst())
            } catch {
                throw SettingError(
                    variable: "WHATSAPP_BUSINESS_NUMBER", fault: error.detail, example: "+14155238886")
            }
        }
        guard let name = try settings.string("WHATSAPP_PHONE_NUMBER_ID") else { return nil }
        let bare = name.hasPrefix("whatsapp:") ? String(name.dropFirst("whatsapp:".count)) : name
        guard let number = try? PhoneNumber(bare) else { return nil }
        return String(number.text.dropFirst())
    }
}
