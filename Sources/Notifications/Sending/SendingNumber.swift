/// One account or number that a channel sends from.
package struct SendingNumber: Sendable {
    /// 1 the first; what `deliveries.number` says.
    package let index: Int
    package let provider: any MessagingProvider
    package let transport: any ProviderTransport
    package let requestTimeout: Duration

    package init(
        index: Int, provider: any MessagingProvider, transport: any ProviderTransport, requestTimeout: Duration
    ) {
        self.index = index
        self.provider = provider
        self.transport = transport
        self.requestTimeout = requestTimeout
    }

    /// Why the account is not in order, by the provider's own word; nil when it is.
    package func probe() async -> ProviderError? {
        var request = provider.probe()
        request.timeout = min(requestTimeout, .seconds(10))
        do throws(TransportError) {
            return provider.fault(inProbe: try await transport.send(request))
        } catch {
            return ProviderError(transportFault: error)
        }
    }
}

extension ProviderError {
    /// A request that has no answer, where the provider cannot have acted on it.
    init(transportFault error: TransportError) {
        switch error {
        case .insecure(let text): self.init(.configuration, code: "insecure-url", detail: text)
        case .notSent(let text): self.init(.transient, code: "not-sent", detail: text, isUnsent: true)
        case .inDoubt(let text): self.init(.transient, code: "no-answer", detail: text)
        case .cancelled: self.init(.transient, code: "cancelled", detail: "")
        case .tooLarge: self.init(.transient, code: "answer-too-large", detail: "")
        }
    }
}
