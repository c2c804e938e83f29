import Contracts
import Hummingbird
import HummingbirdTesting
import ServiceKit
import Testing

@testable import Campanello
@testable import ProviderSandbox

@Suite("The doctor's test message")
struct TestMessageTests {
    private static let address = "+390212345678"

    /// A sandbox that listens, and settings that lead to it.
    private func withSandbox(_ body: @escaping @Sendable (Sandbox, Settings) async throws -> Void) async throws {
        let sandbox = Sandbox(SandboxConfiguration())
        let application = Application(router: try SandboxApplication.router(sandbox))
        try await application.test(.live) { client in
            let base = "http://127.0.0.1:\(try #require(client.port))"
            try await body(
                sandbox,
                Settings(values: [
                    // Nobody listens there for reports.
                    "PUBLIC_URL": "http://127.0.0.1:1", "WHATSAPP_ENABLED": "true", "WHATSAPP_PROVIDER": "twilio",
                    "WHATSAPP_API_URL": "\(base)/twilio/2010-04-01/Accounts/ACsandbox/Messages.json",
                    "WHATSAPP_PHONE_NUMBER_ID": "whatsapp:+14155238886", "WHATSAPP_API_TOKEN": "test-token",
                    "TELEGRAM_API_URL": "\(base)/telegram", "TELEGRAM_BOT_TOKEN": "test-token",
                ]))
        }
    }

    @Test("arrives by either channel, and says so")
    func arrives() async throws {
        try await withSandbox { sandbox, settings in
            for (channel, address) in [(Channel.whatsapp, Self.address), (.telegram, "100004")] {
                let found = await TestMessage(settings: settings, channel: channel, number: 1).send(to: address)
                #expect(found.state == .well, "\(found.detail)")
                #expect(!found.detail.contains(address))
            }
            #expect(
                sandbox.messages.page(MessageStore.Query()).messages.map(\.plainText).allSatisfy {
                    $0.contains("test message")
                })
            #expect(sandbox.messages.page(MessageStore.Query()).messages.count == 2)
        }
    }

    @Test("says what the provider refuses and what to do, and no token")
    func refused() async throws {
        try await withSandbox { sandbox, settings in
            sandbox.faults.badToken = true
            let found = await TestMessage(settings: settings, channel: .telegram, number: 1).send(to: "100004")
            #expect(found.state == .wrong && found.detail.hasPrefix("configuration 401"))
            #expect(found.advice.contains("check the token"))
            #expect(!found.detail.contains("test-token"))
        }
    }

    @Test("a number that is not configured, a channel that is off, a provider that is away")
    func nowhere() async throws {
        try await withSandbox { _, settings in
            let second = await TestMessage(settings: settings, channel: .whatsapp, number: 2).send(to: Self.address)
            #expect(second.state == .wrong && second.detail.contains("no number 2"))
        }
        let off = await TestMessage(settings: Settings(values: [:]), channel: .telegram, number: 1).send(to: "100004")
        #expect(off.state == .wrong && off.advice == "campanello check-config")
        let away = Settings(values: ["TELEGRAM_API_URL": "http://127.0.0.1:1", "TELEGRAM_BOT_TOKEN": "test-token"])
        let found = await TestMessage(settings: away, channel: .telegram, number: 1).send(to: "100004")
        #expect(found.state == .wrong && !found.advice.isEmpty && !found.detail.contains("test-token"))
    }
}
