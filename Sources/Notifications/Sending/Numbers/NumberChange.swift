/// What happened to a number, for logs and figures.
package enum NumberChange: Sendable, Equatable {
    /// The provider refuses token, number or account.
    case paused(ProviderError)
    case resumed
    /// Requests in a row failed: it is left alone for a while.
    case circuitOpened
    case circuitClosed
    /// The provider asks the number for a pause.
    case held(Duration)
}

/// Why a number cannot be used.
package struct NumberFault: Sendable, Equatable {
    /// As `SendingNumber.name`.
    package let number: String
    package let error: ProviderError

    package init(number: String, _ error: ProviderError) {
        self.number = number
        self.error = error
    }
}
