import Notifications
import ServiceKit

/// The WhatsApp settings of one number: `WHATSAPP_API_URL` of the first, `WHATSAPP_2_API_URL` of the second, ….
struct NumberedSettings {
    let settings: Settings
    /// 1 the first.
    let number: Int

    /// `API_URL` as the environment calls it.
    func name(_ suffix: String) -> String {
        number == 1 ? "WHATSAPP_\(suffix)" : "WHATSAPP_\(number)_\(suffix)"
    }

    func string(_ suffix: String) throws -> String? { try settings.string(name(suffix)) }

    func secret(_ suffix: String) throws -> Secret? { try settings.secret(name(suffix)) }

    func isSet(_ suffix: String) -> Bool { (try? string(suffix)) != nil }

    func required(_ suffix: String, _ example: String) throws -> String {
        guard let value = try string(suffix) else { throw missing(suffix, example: example) }
        return value
    }

    func requiredSecret(_ suffix: String, _ example: String) throws -> Secret {
        guard let value = try secret(suffix) else { throw missing(suffix, example: example) }
        return value
    }

    /// Whether anything that only this number has is set.
    func isMentioned() throws -> Bool {
        try string("API_URL") != nil || string("PHONE_NUMBER_ID") != nil || secret("API_TOKEN") != nil
    }

    func missing(_ suffix: String, example: String) -> SettingError {
        fault(suffix, "is not set: не все обязательные настройки WhatsApp API настроены", example: example)
    }

    func fault(_ suffix: String, _ fault: String, example: String) -> SettingError {
        SettingError(variable: name(suffix), fault: fault, example: example)
    }
}

extension Settings {
    /// A provider's address: by https, or by http on this machine; nil when it is not set.
    func providerURL(_ name: String, example: String) throws -> String? {
        guard let url = try url(name, schemes: ["https", "http"], example: example) else { return nil }
        guard url.hasPrefix("https://") || WebLink.host(of: url).map(Sandbox.isLoopback) == true else {
            throw SettingError(variable: name, fault: "is not encrypted: only a sandbox may be", example: example)
        }
        if let retired = RetiredHost.successor(of: url) {
            throw SettingError(
                variable: name, fault: "names \(retired.host), which is retired", example: retired.successor)
        }
        return url
    }
}
