import Contracts
package import Foundation

/// WhatsApp through an API in ChatAPI's shape: the token is in the query, and an answer of success may be a refusal.
/// ChatAPI itself has closed; 1msg speaks the same on top of the Cloud API, and so has templates.
package struct ChatAPIProvider: MessagingProvider {
    private let instanceURL: String
    private let speaksTemplates: Bool
    private let token: @Sendable () -> String

    /// - Parameters:
    ///   - url: the instance's address, `https://api.1msg.io/<instance>`, or the host's alone.
    ///   - instance: used where the URL has no path; nil where the URL names it.
    ///   - speaksTemplates: whether the API knows templates and the 24-hour window; 1msg does.
    /// - Returns: nil when neither names the instance.
    package init?(
        url: String, instance: String?, speaksTemplates: Bool = false, token: @escaping @Sendable () -> String
    ) {
        let base = BaseURL.trimmed(url, without: "/sendMessage")
        let path = BaseURL.path(of: base)
        let isSandboxRoot = WebLink.host(of: base).map(Sandbox.isLoopback) == true && !path.contains("/")
        if path.isEmpty || isSandboxRoot {
            guard let instance, !instance.isEmpty else { return nil }
            let isOneMessage = WebLink.host(of: base)?.hasSuffix("1msg.io") == true
            let isPrefixed = isOneMessage || instance.hasPrefix("instance")
            instanceURL = "\(base)/\(isPrefixed ? instance : "instance" + instance)"
        } else {
            instanceURL = base
        }
        self.speaksTemplates = speaksTemplates || WebLink.host(of: base)?.hasSuffix("1msg.io") == true
        self.token = token
    }

    package var kind: ProviderKind { .chatAPI }
    package var hasReceipts: Bool { false }

    package var features: ProviderFeatures {
        ProviderFeatures(hasWindow: speaksTemplates, hasTemplates: speaksTemplates, hasPictures: true)
    }

    package var format: MessageFormat {
        MessageFormat(markup: .whatsApp, unit: .utf16, textLimit: 4_096, captionLimit: 1_024, maximumListings: 3)
    }

    package func request(for message: OutgoingMessage, to address: String, deliveryID: UUID) -> ProviderRequest {
        let body = JSONBody.object { body in
            switch WhatsAppAddress(address) {
            case .digits(let digits): body.field("phone", digits)
            case .userID(let id): body.field("chatId", id)
            }
            Self.write(message, to: &body)
        }
        let method = message.template != nil ? "sendTemplate" : message.picture != nil ? "sendFile" : "sendMessage"
        return ProviderRequest(method: "POST", url: endpoint(method), headers: [JSONBody.header], body: body)
    }

    package func outcome(of response: ProviderResponse) -> ProviderOutcome {
        let answer = response.json(ChatAPIAnswer.self)
        if let error = answer?.refusal(response, hiding: token()) { return .refused(error) }
        guard response.isSuccess else { return .refused(response.unknownError()) }
        if let id = answer?.id, !id.isEmpty { return .accepted(id: id) }
        return .unclear("an answer of success without a message's id")
    }

    package func probe() -> ProviderRequest {
        ProviderRequest(method: "GET", url: endpoint("status"), headers: [])
    }

    package func fault(inProbe response: ProviderResponse) -> ProviderError? {
        let answer = response.json(ChatAPIAnswer.self)
        guard response.isSuccess else { return answer?.refusal(response, hiding: token()) ?? response.unknownError() }
        if let error = answer?.refusal(response, hiding: token()) { return error }
        guard let status = answer?.accountStatus, !["authenticated", "connected"].contains(status) else { return nil }
        return ProviderError(.configuration, code: "account-status", detail: "the account's status is \(status)")
    }

    package func quotaRequests() -> [QuotaRequest] {
        let request = ProviderRequest(method: "GET", url: endpoint("showMessagesQueue"), headers: [])
        return [
            QuotaRequest(request) { response in
                response.json(ChatAPIQueue.self)?.totalMessages.map { [ProviderQuota(.queue, $0)] } ?? []
            }
        ]
    }

    private static func write(_ message: OutgoingMessage, to body: inout JSONWriter) {
        if case .namespaced(let namespace, let name, let language)? = message.template?.name {
            body.field("namespace", namespace)
            body.field("template", name)
            body.object("language") {
                $0.field("policy", "deterministic")
                $0.field("code", language)
            }
            body.objects("params", ["body"]) { component, type in
                component.field("type", type)
                component.objects("parameters", message.template?.parameters ?? []) {
                    $0.field("type", "text")
                    $0.field("text", $1)
                }
            }
        } else if let picture = message.picture {
            body.field("body", picture)
            body.field("filename", "picture.jpg")
            body.field("caption", message.text)
        } else {
            body.field("body", message.plainText(limit: 4_096))
        }
    }

    private func endpoint(_ method: String) -> String {
        let token = String(decoding: FormBody.encode([("token", token())]), as: UTF8.self)
        return "\(instanceURL)/\(method)?\(token)"
    }
}

private struct ChatAPIQueue: Decodable {
    let totalMessages: Double?
}
