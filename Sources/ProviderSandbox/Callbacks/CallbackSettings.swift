import ServiceKit

/// Where callbacks go, and how they are signed.
struct CallbackSettings: Sendable {
    /// A provider's webhook, as it would be entered in the provider's console.
    struct Webhook: Sendable {
        /// Nil: nothing is sent but to addresses that a message itself names.
        var url: String?
        /// Nil: Twilio signs with the token that the message was sent with, others do not sign.
        var secret: String?
        /// Sent along with every callback, where the provider can be told to.
        var headers: [String: String] = [:]
    }

    /// Whether messages are reported on at all.
    var isOn = true
    var webhooks: [Provider: Webhook] = [:]
    /// How often a callback is tried while nobody takes it.
    var tries = 6
    /// Until the second try; each further wait is twice as long.
    var firstRetry: Duration = .seconds(1)
    /// Callbacks that may be on their way at once.
    var concurrency = 16

    func webhook(_ provider: Provider) -> Webhook { webhooks[provider] ?? Webhook() }

    init() {}

    /// `SANDBOX_CALLBACKS`, `SANDBOX_CALLBACK_TRIES`, `SANDBOX_<PROVIDER>_WEBHOOK_URL` and `…_WEBHOOK_SECRET`.
    /// - Throws: `SettingError` naming the variable that is wrong.
    init(_ settings: Settings) throws {
        isOn = try settings.bool("SANDBOX_CALLBACKS", default: true)
        tries = try settings.int("SANDBOX_CALLBACK_TRIES", default: 6, in: 1...100)
        for provider in Provider.allCases {
            let name = "SANDBOX_\(provider.settingName)_WEBHOOK"
            let url = try settings.string(name + "_URL")
            guard url?.isWebAddress != false else {
                throw SettingError(
                    variable: name + "_URL", fault: "is no http or https address",
                    example: "http://127.0.0.1:8000/webhooks/whatsapp")
            }
            let secret = try settings.secret(name + "_SECRET")?.reveal()
            webhooks[provider] = Webhook(url: url, secret: secret)
        }
    }
}
