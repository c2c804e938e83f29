/// A figure of an account that a provider tells on request.
package struct ProviderQuota: Sendable, Equatable {
    /// A fixed set, so that figures have bounded names.
    package enum Name: String, Sendable, CaseIterable {
        /// The money that is left, in the account's currency.
        case balance
        /// How many people may be written to outside the window in 24 hours; infinite where there is no limit.
        case messagingLimit = "messaging-limit"
        /// How recipients rate the number's messages: 3 good, 2 fair, 1 poor, 0 not rated.
        case quality
        /// Messages that wait in the provider's own queue.
        case queue
    }

    package let name: Name
    package let value: Double
    /// Of how many, where the provider says so.
    package let limit: Double?

    package init(_ name: Name, _ value: Double, of limit: Double? = nil) {
        self.name = name
        self.value = value
        self.limit = limit
    }
}

/// A request for figures, and how its answer is read.
package struct QuotaRequest: Sendable {
    package let request: ProviderRequest
    /// The figures in the answer; none in an answer that cannot be read or is a refusal.
    package let read: @Sendable (ProviderResponse) -> [ProviderQuota]

    package init(_ request: ProviderRequest, read: @escaping @Sendable (ProviderResponse) -> [ProviderQuota]) {
        self.request = request
        self.read = read
    }
}
