/// The way to a provider's HTTP API, as the senders see it.
///
/// What an implementation promises: redirects are not followed; TLS is verified; `https` only, except to a loopback
/// host; the response's body is bounded; a cancelled task gives up its request. No error text holds the path, the
/// query or the credentials of a URL: providers put tokens there.
package protocol ProviderTransport: Sendable {
    /// Sends one request and answers with whatever status the provider gave: 4xx and 5xx are answers, not errors.
    func send(_ request: ProviderRequest) async throws(TransportError) -> ProviderResponse
}
