import Contracts
package import Foundation

/// WhatsApp through Bird's API of 2026, which takes a request that is sent again under the same key once.
package struct BirdProvider: MessagingProvider {
    private let baseURL: String
    private let sender: String
    private let key: @Sendable () -> String

    /// - Parameters:
    ///   - url: `https://eu1.platform.bird.com` or `https://us1.platform.bird.com`, with or without the path.
    ///   - sender: the business number, `+39…`.
    package init(url: String, sender: String, key: @escaping @Sendable () -> String) {
        baseURL = BaseURL.trimmed(url, without: "/messages", "/whatsapp", "/v1") + "/v1/whatsapp"
        self.sender = WhatsAppAddress(sender).e164
        self.key = key
    }

    package var kind: ProviderKind { .bird }
    package var hasReceipts: Bool { false }

    package var features: ProviderFeatures {
        ProviderFeatures(hasWindow: true, hasTemplates: true, hasPictures: true, hasIdempotencyKey: true)
    }

    package var format: MessageFormat {
        MessageFormat(markup: .whatsApp, unit: .utf16, textLimit: 4_096, captionLimit: 1_024, maximumListings: 3)
    }

    package func request(for message: OutgoingMessage, to address: String, deliveryID: UUID) -> ProviderRequest {
        let id = deliveryID.uuidString.lowercased()
        let body = JSONBody.object { body in
            body.field("to", WhatsAppAddress(address).e164)
            body.field("from", sender)
            Self.write(message, to: &body)
            body.object("metadata") { $0.field("delivery", id) }
        }
        return ProviderRequest(
            method: "POST", url: "\(baseURL)/messages",
            headers: [JSONBody.header, authorization, ("Idempotency-Key", Self.key(id, message))], body: body)
    }

    /// The delivery's id, the same on every attempt. A message that stands in for a refused one (its text without the
    /// picture, its template) is another request and has a key of its own.
    private static func key(_ id: String, _ message: OutgoingMessage) -> String {
        if message.template != nil { return id + "-template" }
        return message.picture == nil ? id : id + "-picture"
    }

    package func outcome(of response: ProviderResponse) -> ProviderOutcome {
        let answer = response.json(BirdAnswer.self)
        if response.isSuccess {
            if let id = answer?.id, !id.isEmpty { return .accepted(id: id) }
            return .unclear("an answer of success without a message's id")
        }
        let error = answer?.refusal(response)
        // An earlier request under this key was taken: it is at work still, or its text has changed since.
        if response.status == 409 { return .unclear("the idempotency key was used: \(error?.detail ?? "")") }
        return .refused(error ?? response.unknownError())
    }

    package func probe() -> ProviderRequest {
        ProviderRequest(method: "GET", url: "\(baseURL)/numbers", headers: [authorization])
    }

    package func quotaRequests() -> [QuotaRequest] {
        let sender = sender
        return [
            QuotaRequest(probe()) { response in
                let numbers = response.json(BirdNumbers.self)?.data ?? []
                return numbers.first { $0.phoneNumber == sender }?.quotas ?? []
            }
        ]
    }

    private static func write(_ message: OutgoingMessage, to body: inout JSONWriter) {
        if case .named(let slug, let language)? = message.template?.name {
            body.object("template") {
                $0.field("slug", slug)
                $0.field("language", language)
                $0.objects("components", ["body"]) { component, type in
                    component.field("type", type)
                    component.objects("parameters", message.template?.parameters ?? []) {
                        $0.field("type", "text")
                        $0.field("text", $1)
                    }
                }
            }
        } else if let picture = message.picture {
            body.object("image") {
                $0.field("url", picture)
                $0.field("caption", message.text)
            }
        } else {
            body.object("text") {
                $0.field("body", message.plainText(limit: 4_096))
                $0.field("preview_url", message.preview != nil)
            }
        }
    }

    private var authorization: (name: String, value: String) { ("Authorization", "Bearer \(key())") }
}
