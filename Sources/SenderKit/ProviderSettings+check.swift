import Notifications
package import ServiceKit

extension ProviderSettings {
    /// Looks at every setting of one WhatsApp number on its own, so that one look tells all faults.
    /// - Returns: the settings in order, each with its fault; empty for a number that is not mentioned.
    package static func check(_ settings: Settings, whatsAppNumber number: Int) -> [(
        name: String, fault: SettingError?
    )] {
        let own = NumberedSettings(settings: settings, number: number)
        if number > 1, (try? own.isMentioned()) == false { return [] }
        let kind = (try? own.string("API_URL")).flatMap { try? WhatsAppAccount.kind(own, $0) }
        var findings = [
            finding(own, "API_URL") { _ = try WhatsAppAccount.url(own) },
            finding(own, "API_TOKEN") { _ = try WhatsAppAccount.token(own) },
        ]
        if own.isSet("PROVIDER") {
            findings.append(finding(own, "PROVIDER") { _ = try WhatsAppAccount.kind(own, own.string("API_URL") ?? "") })
        }
        if let kind, kind != .dialog360, kind != .chatAPI {
            findings.append(finding(own, "PHONE_NUMBER_ID") { _ = try WhatsAppAccount.sender(own, kind) })
        }
        for name in ["TEMPLATE", "CODE_TEMPLATE"] {
            for locale in WhatsAppAccount.locales where own.isSet("\(name)_\(locale.uppercased())") {
                findings.append(
                    finding(own, "\(name)_\(locale.uppercased())") {
                        _ = try kind.map { try WhatsAppAccount.template(own, $0, name, locale: locale) }
                    })
            }
        }
        guard findings.allSatisfy({ $0.fault == nil }) else { return findings }
        // What is right by itself may not fit together: an address without its account.
        do {
            _ = try WhatsAppAccount(own)
        } catch let fault as SettingError {
            findings.removeAll { $0.name == fault.variable }
            findings.append((fault.variable, fault))
        } catch {}
        return findings
    }

    private static func finding(
        _ settings: NumberedSettings, _ suffix: String, _ body: () throws -> Void
    ) -> (name: String, fault: SettingError?) {
        do {
            try body()
            return (settings.name(suffix), nil)
        } catch let fault as SettingError {
            return (settings.name(suffix), fault)
        } catch {
            return (settings.name(suffix), settings.fault(suffix, "cannot be read", example: "…"))
        }
    }
}
