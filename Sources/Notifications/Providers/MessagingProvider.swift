package import Foundation

/// One provider's API: how a message becomes a request, and what its answers mean. Pure: whoever uses it sends the
/// requests. A new provider is a new type here.
package protocol MessagingProvider: Sendable {
    var kind: ProviderKind { get }

    /// What a text for this provider must keep to.
    var format: MessageFormat { get }

    /// What the provider can do beside sending a text.
    var features: ProviderFeatures { get }

    /// Whether the provider reports later what became of a message, correlated by our delivery id: then a delivery
    /// in doubt waits for that report.
    var hasReceipts: Bool { get }

    /// The request that sends `message` to `address` (`recipients.address`), correlated by `deliveryID`.
    func request(for message: OutgoingMessage, to address: String, deliveryID: UUID) -> ProviderRequest

    /// What the answer to such a request means.
    func outcome(of response: ProviderResponse) -> ProviderOutcome

    /// A request that costs nothing and is answered well exactly when token, number and account are in order.
    func probe() -> ProviderRequest

    /// Why the account is not in order, or nil when it is.
    func fault(inProbe response: ProviderResponse) -> ProviderError?

    /// Requests that cost nothing and tell how much the account may still send; none where there is nothing to ask.
    func quotaRequests() -> [QuotaRequest]

    /// Where the number's business profile is read and changed; nil where the provider offers that to nobody.
    var businessProfile: BusinessProfileEndpoint? { get }
}

extension MessagingProvider {
    package func quotaRequests() -> [QuotaRequest] { [] }

    package var businessProfile: BusinessProfileEndpoint? { nil }

    package func fault(inProbe response: ProviderResponse) -> ProviderError? {
        if (200..<300).contains(response.status) { return nil }
        if case .refused(let error) = outcome(of: response) { return error }
        return ProviderError(.unknown, code: "http-\(response.status)", detail: "unexpected answer")
    }
}
