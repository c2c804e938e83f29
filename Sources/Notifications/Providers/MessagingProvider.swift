package import Foundation

/// One provider's API: how a message becomes a request, and what its answers mean. Pure: whoever uses it sends the
/// requests. A new provider is a new type here.
package protocol MessagingProvider: Sendable {
    var kind: ProviderKind { get }

    /// What a text for this provider must keep to.
    var format: MessageFormat { get }

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
}

extension MessagingProvider {
    package func fault(inProbe response: ProviderResponse) -> ProviderError? {
        if (200..<300).contains(response.status) { return nil }
        if case .refused(let error) = outcome(of: response) { return error }
        return ProviderError(.unknown, code: "http-\(response.status)", detail: "unexpected answer")
    }
}

/// What a provider's texts must keep to.
package struct MessageFormat: Sendable {
    package let markup: Markup
    package let unit: LengthUnit
    /// The longest text, in `unit`.
    package let textLimit: Int
    /// The longest caption of a picture, in `unit`; nil where pictures are not sent.
    package let captionLimit: Int?
    /// How many listings one message shows.
    package let maximumListings: Int

    package init(markup: Markup, unit: LengthUnit, textLimit: Int, captionLimit: Int?, maximumListings: Int) {
        self.markup = markup
        self.unit = unit
        self.textLimit = textLimit
        self.captionLimit = captionLimit
        self.maximumListings = maximumListings
    }
}
