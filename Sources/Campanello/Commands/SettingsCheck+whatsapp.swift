import Contracts
import Notifications
import SenderKit
import ServiceKit

/// WhatsApp's numbers and their providers.
extension SettingsCheck {
    func whatsapp() -> [Finding] {
        let isOn = (try? settings.bool("WHATSAPP_ENABLED", default: false)) ?? true
        let enabled = optional("WHATSAPP_ENABLED") { try settings.bool("WHATSAPP_ENABLED") != nil }
        guard isOn else { return [enabled] }
        return [enabled] + (1...ProviderSettings.maximumNumbers).flatMap(whatsapp)
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
            findings += missingTemplates(account)
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
        return ["ru", "en", "it"].filter { account.templates[$0] == nil }.map { locale in
            Finding(
                setting: "\(prefix)_TEMPLATE_\(locale.uppercased())", state: .notSet,
                remark: "people who read it hear nothing by \(account.name) outside the 24-hour window")
        }
    }
}
