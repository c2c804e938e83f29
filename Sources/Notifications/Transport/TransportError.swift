/// Why a request has no answer, by what is known of the provider's side.
///
/// The texts are for logs and operators: a cause and at most a host, never a path, a query or a credential.
package enum TransportError: Error, Sendable, Equatable {
    /// The provider cannot have seen the request: connection refused, name not found, TLS failed, connect timeout.
    case notSent(String)

    /// The request was written, in part at least, and no answer came: the provider may have acted on it.
    case inDoubt(String)

    /// The task was cancelled. The request may have been written.
    case cancelled

    /// The answer is larger than the limit. The provider has seen the request.
    case tooLarge

    /// The URL is neither `https` nor `http` to a loopback host, or cannot be read. Nothing was sent.
    case insecure(String)
}
