package import Foundation

/// WhatsApp through 360dialog: Meta's bodies, a key in a header of its own, and errors of its own beside Meta's.
package struct Dialog360Provider: MessagingProvider {
    private let baseURL: String
    private let key: @Sendable () -> String

    package let hasReceipts: Bool

    /// - Parameters:
    ///   - url: `https://waba-v2.360dialog.io`, or the sandbox's `https://waba-sandbox.360dialog.io`, whose paths begin
    ///     with `/v1`.
    ///   - hasReceipts: whether the operator has set up 360dialog's webhook.
    ///   - key: asked for every request, so that a new key counts at once.
    package init(url: String, hasReceipts: Bool, key: @escaping @Sendable () -> String) {
        let base = BaseURL.trimmed(url, without: "/messages")
        let isSandbox = WebLink.host(of: base)?.hasPrefix("waba-sandbox.") == true && !base.hasSuffix("/v1")
        baseURL = isSandbox ? base + "/v1" : base
        self.hasReceipts = hasReceipts
        self.key = key
    }

    package var kind: ProviderKind { .dialog360 }
    package var features: ProviderFeatures { .cloudAPI }
    package var format: MessageFormat { .cloudAPI }

    package func request(for message: OutgoingMessage, to address: String, deliveryID: UUID) -> ProviderRequest {
        api.request(for: message, to: address, deliveryID: deliveryID)
    }

    package func outcome(of response: ProviderResponse) -> ProviderOutcome {
        if let own = response.json(Dialog360Answer.self)?.refusal(response) { return .refused(own) }
        return CloudAPI.outcome(of: response)
    }

    /// The webhook's settings, which only a valid key may read.
    package func probe() -> ProviderRequest {
        let base = baseURL.hasSuffix("/v1") ? baseURL : baseURL + "/v1"
        return ProviderRequest(method: "GET", url: "\(base)/configs/webhook", headers: [authorization])
    }

    package var businessProfile: BusinessProfileEndpoint? {
        api.businessProfile(outcome)
    }

    private var api: CloudAPI { CloudAPI(baseURL: baseURL, authorization: authorization) }

    private var authorization: (name: String, value: String) { ("D360-API-KEY", key()) }
}
