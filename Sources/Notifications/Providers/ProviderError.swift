/// A provider's refusal, classified.
package struct ProviderError: Error, Sendable, Equatable {
    package var errorClass: ErrorClass

    /// The provider's own code, else `http-<status>`.
    package var code: String

    /// The provider's words without numbers that could be somebody's, at most 500 bytes.
    package var detail: String

    /// How long the provider asks us to wait.
    package var retryAfter: Duration?

    /// Telegram: the chat's new id, to which the message has to go instead.
    package var newAddress: String?

    /// The picture was at fault: the same message without it may pass.
    package var isAboutPicture = false

    /// Whether the provider documents the code. What it does not is classed by its family, and worth a look.
    package var isDocumented = true

    package init(
        _ errorClass: ErrorClass, code: String, detail: String, retryAfter: Duration? = nil, newAddress: String? = nil,
        isAboutPicture: Bool = false, isDocumented: Bool = true
    ) {
        self.errorClass = errorClass
        self.code = String(code.prefix(64))
        self.detail = ProviderErrorDetail.cleaned(detail)
        self.retryAfter = retryAfter
        self.newAddress = newAddress
        self.isAboutPicture = isAboutPicture
        self.isDocumented = isDocumented
    }
}
