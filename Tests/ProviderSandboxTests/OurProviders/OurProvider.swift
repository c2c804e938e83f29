import CurlTransport
import Foundation
import Hummingbird
import HummingbirdTesting
import Notifications

@testable import ProviderSandbox

/// One of our senders' providers, and a sandbox that it reaches over HTTP.
struct OurProvider {
    static let token = "test-token"
    static let person = "+390212345678"
    static let chat = "4242"

    let kind: ProviderKind
    let base: String
    let client: SandboxClient
    private let transport = CurlTransport()

    /// - Parameter configuration: The sandbox's; no account may send too fast for these tests.
    static func serve(
        _ kind: ProviderKind, _ configuration: SandboxConfiguration = SandboxConfiguration(),
        _ body: @Sendable (OurProvider) async throws -> Void
    ) async throws {
        var configuration = configuration
        configuration.telegramChatLimit = 0
        configuration.whatsappRecipientBurst = 0
        let client = SandboxClient(configuration)
        let application = Application(
            router: try SandboxApplication.router(client.sandbox),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await application.test(.live) { live in
            try await body(OurProvider(kind: kind, base: "http://127.0.0.1:\(live.port ?? 0)", client: client))
        }
    }

    var address: String { kind == .telegram ? Self.chat : Self.person }

    /// - Parameter callback: Where reports go, for providers that take an address with each message.
    func provider(callback: String? = nil, token: String = token) throws -> any MessagingProvider {
        let key: @Sendable () -> String = { token }
        switch kind {
        case .twilio:
            let url = "\(base)/twilio/2010-04-01/Accounts/\(SandboxClient.account)/Messages.json"
            guard let account = TwilioProvider.Account(url: url, sid: nil, token: key) else { throw Unmade() }
            return TwilioProvider(account: account, sender: "whatsapp:+14155238886", statusCallback: callback)
        case .meta:
            return MetaProvider(
                url: "\(base)/meta/v26.0", numberID: "15550100006", hasReceipts: true, token: key)
        case .dialog360: return Dialog360Provider(url: "\(base)/360dialog", hasReceipts: true, key: key)
        case .messageBird:
            return MessageBirdProvider(
                url: "\(base)/messagebird/v1", channel: "channel-1", statusCallback: callback, key: key)
        case .birdChannels:
            guard
                let provider = BirdChannelsProvider(
                    url: "\(base)/bird-channels/workspaces/workspace-1", channel: "channel-1", key: key)
            else { throw Unmade() }
            return provider
        case .bird: return BirdProvider(url: "\(base)/bird", sender: "+14155238886", key: key)
        case .chatAPI:
            guard
                let provider = ChatAPIProvider(
                    url: "\(base)/chatapi", instance: "1", speaksTemplates: true, token: key)
            else { throw Unmade() }
            return provider
        case .telegram: return TelegramProvider(url: "\(base)/telegram", token: key)
        }
    }

    /// The kind's template as the operator would name it; nil for Telegram.
    func template() throws -> OutgoingMessage? {
        let names: [ProviderKind: String] = [
            .twilio: "HX" + String(repeating: "0", count: 32), .meta: "new_listings:ru",
            .dialog360: "new_listings:ru", .bird: "new-listings:ru", .messageBird: "namespace:new_listings:ru",
            .chatAPI: "namespace:new_listings:ru", .birdChannels: "project-1:version-1:ru",
        ]
        guard let text = names[kind] else { return nil }
        guard let name = TemplateName(text, for: kind, locale: "ru") else { throw Unmade() }
        let parameters = ["Рим", "2 объявления", "Bilocale", "https://homes.example/n/1"]
        return OutgoingMessage(
            text: "", template: TemplateMessage(name: name, locale: "ru", parameters: parameters), locale: "ru")
    }

    func send(
        _ message: OutgoingMessage, callback: String? = nil, token: String = token
    ) async throws -> ProviderOutcome {
        let provider = try provider(callback: callback, token: token)
        let request = provider.request(for: message, to: address, deliveryID: UUID())
        return provider.outcome(of: try await transport.send(request))
    }

    /// What a refused message is refused for; nil for one that is taken.
    func refusal(_ message: OutgoingMessage, token: String = token) async throws -> ProviderError? {
        if case .refused(let error) = try await send(message, token: token) { return error }
        return nil
    }

    func answer(_ request: ProviderRequest) async throws -> ProviderResponse { try await transport.send(request) }

    private struct Unmade: Error {}
}
