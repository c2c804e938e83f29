package import Foundation

/// What a provider says became of a message.
package struct DeliveryReport: Sendable, Equatable, Codable {
    package let providerMessageID: String
    /// Our delivery, where the provider gives back what we sent along.
    package let deliveryID: UUID?
    /// `accepted`, `sent`, `delivered`, `read` or `failed`.
    package let status: AttemptStatus
    /// Why it failed.
    package let error: ReportedError?
    /// The address it went to, as `recipients.address` has it; nil where the provider does not say.
    package let address: String?
    /// When it happened, by the provider's clock.
    package let at: Date?

    package init(
        providerMessageID: String, deliveryID: UUID? = nil, status: AttemptStatus, error: ReportedError? = nil,
        address: String? = nil, at: Date? = nil
    ) {
        self.providerMessageID = providerMessageID
        self.deliveryID = deliveryID
        self.status = status
        self.error = error
        self.address = address
        self.at = at
    }
}

/// Why an accepted message failed, classified by the tables that classify refusals.
package struct ReportedError: Sendable, Equatable, Codable {
    package let errorClass: ErrorClass
    package let code: String
    /// Without numbers that could be somebody's.
    package let detail: String

    package init(_ errorClass: ErrorClass, code: String, detail: String = "") {
        let cleaned = ProviderError(errorClass, code: code, detail: detail)
        self.errorClass = errorClass
        self.code = cleaned.code
        self.detail = cleaned.detail
    }

    /// As if the provider had refused the message with it.
    package var asRefusal: ProviderError { ProviderError(errorClass, code: code, detail: detail) }
}

extension AttemptStatus: Codable {}
extension ErrorClass: Codable {}
