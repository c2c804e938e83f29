import ServiceKit
import Testing

@testable import ProviderSandbox

@Suite("The settings of the sandbox's callbacks")
struct CallbackSettingsTests {
    @Test("are read by provider, and without any only addresses that messages name are called")
    func reading() throws {
        let none = try CallbackSettings(Settings(values: [:]))
        #expect(none.isOn && none.tries == 6 && none.webhook(.meta).url == nil)
        let set = try CallbackSettings(
            Settings(values: [
                "SANDBOX_CALLBACKS": "false", "SANDBOX_CALLBACK_TRIES": "2",
                "SANDBOX_META_WEBHOOK_URL": "http://127.0.0.1:8000/webhooks/whatsapp",
                "SANDBOX_META_WEBHOOK_SECRET": "app-secret",
            ]))
        #expect(!set.isOn && set.tries == 2 && set.webhook(.meta).secret == "app-secret")
        #expect(set.webhook(.meta).url == "http://127.0.0.1:8000/webhooks/whatsapp" && set.webhook(.twilio).url == nil)
    }

    @Test(
        "that make no sense are refused by their names",
        arguments: ["SANDBOX_META_WEBHOOK_URL", "SANDBOX_CALLBACK_TRIES"])
    func refused(name: String) {
        let error = #expect(throws: SettingError.self) {
            _ = try CallbackSettings(Settings(values: [name: "nowhere"]))
        }
        #expect(error?.variable == name)
    }
}
