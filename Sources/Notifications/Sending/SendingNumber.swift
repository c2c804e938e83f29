/// One account or number that a channel sends from.
package struct SendingNumber: Sendable {
    /// 1 the first; what `deliveries.number` says.
    package let index: Int
    /// For logs, figures and operators: `telegram`, `whatsapp-1 (twilio)`.
    package let name: String
    package let provider: any MessagingProvider
    /// The approved templates by the language of the person; those that are set.
    package let templates: [String: TemplateName]
    /// The same for the code that proves a number.
    package let codeTemplates: [String: TemplateName]
    package let transport: any ProviderTransport
    package let requestTimeout: Duration
    /// Whether people may be written to freely only while their window is open. A sandbox on this machine for which no
    /// template is set counts as always open, so that a demonstration runs through before anybody has written.
    package let hasWindow: Bool

    package init(
        index: Int, name: String? = nil, provider: any MessagingProvider, templates: [String: TemplateName] = [:],
        codeTemplates: [String: TemplateName] = [:], transport: any ProviderTransport, requestTimeout: Duration
    ) {
        self.index = index
        self.name = name ?? "\(provider.kind.rawValue)-\(index)"
        self.provider = provider
        self.templates = templates
        self.codeTemplates = codeTemplates
        self.transport = transport
        self.requestTimeout = requestTimeout
        let isSandbox = WebLink.host(of: provider.probe().url).map(Sandbox.isLoopback) ?? false
        hasWindow = provider.features.hasWindow && !(isSandbox && templates.isEmpty)
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
        case .notSent(let text): self.init(.transient, code: "not-sent", detail: text)
        case .inDoubt(let text): self.init(.transient, code: "no-answer", detail: text)
        case .cancelled: self.init(.transient, code: "cancelled", detail: "")
        case .tooLarge: self.init(.transient, code: "answer-too-large", detail: "")
        }
    }
}
