import Contracts
import Notifications
import SenderKit
import ServiceKit

/// WhatsApp's numbers and their providers.
extension SettingsCheck {
    func whatsapp() -> [Finding] {
        let isOn = (try? settings.bool("WHATSAPP_ENABLED", default: false)) ?? true
        let enabled = optional("WHATSAPP_ENABLED") { try settings.bool("WHATSAPP_ENABLED") != nil }
        guard isOn else { return [enabled] + idleCodeTemplates() }
        return [enabled] + (1...ProviderSettings.maximumNumbers).flatMap(whatsapp)
    }

    private static let locales = ["ru", "en", "it"]

    private static func codeTemplate(_ locale: String, number: Int = 1) -> String {
        (number == 1 ? "WHATSAPP" : "WHATSAPP_\(number)") + "_CODE_TEMPLATE_\(locale.uppercased())"
    }

    /// Templates for codes that nobody can be sent.
    private func idleCodeTemplates() -> [Finding] {
        Self.locales.map { Self.codeTemplate($0) }.filter { (try? settings.string($0)) != nil }.map { name in
            Finding(setting: name, state: .right, remark: "is of no use while WHATSAPP_ENABLED is not true")
        }
    }

    /// The Gateway offers codes in the languages of the first number's templates; whichever number sends one needs its
    /// own.
    private func missingCodeTemplates(_ account: ProviderSettings) -> [Finding] {
        let offered = Self.locales.filter { (try? settings.string(Self.codeTemplate($0))) != nil }
        return Self.locales.compactMap { locale in
            let isSet = account.codeTemplates[locale] != nil
            let name = Self.codeTemplate(locale, number: account.number)
            if account.number > 1, isSet, !offered.contains(locale) {
                return Finding(
                    setting: Self.codeTemplate(locale), state: .wrong,
                    remark: "is not set although \(name) is: the Gateway asks for no code in it")
            }
            guard !isSet, account.provider.features.hasWindow else { return nil }
            if account.number > 1 {
                guard offered.contains(locale) else { return nil }
                return Finding(setting: name, state: .notSet, remark: "codes in it cannot go by \(account.name)")
            }
            let remark =
                offered.first.map { "people who read it get their code in \($0)" }
                ?? "no codes are sent: numbers are linked by a code that comes from them"
            return Finding(setting: name, state: .notSet, remark: remark)
        }
    }

    private func whatsapp(number: Int) -> [Finding] {
        let checked = ProviderSettings.check(settings, whatsAppNumber: number)
        guard !checked.isEmpty else { return [] }
        var findings = checked.map { setting in
            Finding(
                setting: setting.name, state: setting.fault == nil ? .right : .wrong,
                remark: setting.fault.map { "\($0)" } ?? "")
        }
        if let account = try? ProviderSettings(settings, channel: .whatsapp, number: number) {
            findings += missingTemplates(account) + missingCodeTemplates(account)
        }
        if number > 1, ProviderSettings.check(settings, whatsAppNumber: number - 1).isEmpty {
            findings.append(
                Finding(
                    setting: "WHATSAPP_\(number - 1)_API_URL", state: .wrong,
                    remark: "is not set although number \(number) is: numbers are counted without a gap"))
        }
        return findings
    }

    /// Outside the window only a template can be sent.
    private func missingTemplates(_ account: ProviderSettings) -> [Finding] {
        guard account.provider.features.hasTemplates else { return [] }
        let prefix = account.number == 1 ? "WHATSAPP" : "WHATSAPP_\(account.number)"
        return Self.locales.filter { account.templates[$0] == nil }.map { locale in
            Finding(
                setting: "\(prefix)_TEMPLATE_\(locale.uppercased())", state: .notSet,
                remark: "people who read it hear nothing by \(account.name) outside the 24-hour window")
        }
    }
}
