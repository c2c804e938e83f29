package import Foundation

/// WhatsApp through Meta's Cloud API: JSON requests, a bearer token. An unknown host speaks this shape too.
package struct MetaProvider: MessagingProvider {
    private let numberURL: String
    private let token: @Sendable () -> String

    /// Whether the operator has set up webhooks, without which no report ever comes.
    package let hasReceipts: Bool

    /// - Parameters:
    ///   - url: `https://graph.facebook.com/v26.0`, with or without the number and `/messages` behind it.
    ///   - numberID: the phone number's id.
    ///   - token: asked for every request, so that a new token counts at once.
    package init(url: String, numberID: String, hasReceipts: Bool, token: @escaping @Sendable () -> String) {
        numberURL = "\(BaseURL.trimmed(url, without: "/messages", "/\(numberID)"))/\(numberID)"
        self.hasReceipts = hasReceipts
        self.token = token
    }

    package var kind: ProviderKind { .meta }

    package var features: ProviderFeatures { .cloudAPI }

    package var format: MessageFormat { .cloudAPI }

    package func request(for message: OutgoingMessage, to address: String, deliveryID: UUID) -> ProviderRequest {
        api.request(for: message, to: address, deliveryID: deliveryID)
    }

    package func outcome(of response: ProviderResponse) -> ProviderOutcome {
        CloudAPI.outcome(of: response)
    }

    package func probe() -> ProviderRequest {
        ProviderRequest(method: "GET", url: "\(numberURL)?fields=id", headers: [authorization])
    }

    package func quotaRequests() -> [QuotaRequest] {
        let fields = "whatsapp_business_manager_messaging_limit,quality_rating"
        let request = ProviderRequest(method: "GET", url: "\(numberURL)?fields=\(fields)", headers: [authorization])
        return [QuotaRequest(request) { $0.json(MetaNumber.self)?.quotas ?? [] }]
    }

    package var businessProfile: BusinessProfileEndpoint? {
        api.businessProfile(outcome)
    }

    private var api: CloudAPI { CloudAPI(baseURL: numberURL, authorization: authorization) }

    private var authorization: (name: String, value: String) { ("Authorization", "Bearer \(token())") }
}

extension ProviderFeatures {
    /// What the Cloud API can, whoever passes it on.
    static let cloudAPI = ProviderFeatures(
        hasWindow: true, hasTemplates: true, hasPictures: true, replyButtons: 3, hasList: true)
}

extension MessageFormat {
    static let cloudAPI = MessageFormat(
        markup: .whatsApp, unit: .utf16, textLimit: 4_096, captionLimit: 1_024, maximumListings: 3,
        replyButtons: MetaBody.buttons)
}
