package import Foundation

/// WhatsApp through Meta's Cloud API: JSON requests, a bearer token. An unknown host speaks this shape too.
package struct MetaProvider: MessagingProvider {
    private let baseURL: String
    private let numberID: String
    private let token: @Sendable () -> String

    /// Whether the operator has set up webhooks, without which no report ever comes.
    package let hasReceipts: Bool

    /// - Parameters:
    ///   - url: `https://graph.facebook.com/v26.0`, with or without the number and `/messages` behind it.
    ///   - numberID: the phone number's id.
    ///   - token: asked for every request, so that a new token counts at once.
    package init(url: String, numberID: String, hasReceipts: Bool, token: @escaping @Sendable () -> String) {
        var base = url
        for tail in ["/", "/messages", "/\(numberID)"] where base.hasSuffix(tail) {
            base.removeLast(tail.count)
        }
        baseURL = base
        self.numberID = numberID
        self.hasReceipts = hasReceipts
        self.token = token
    }

    package var kind: ProviderKind { .meta }

    package var features: ProviderFeatures {
        ProviderFeatures(hasWindow: true, hasTemplates: true, hasPictures: true, replyButtons: 3, hasList: true)
    }

    package var format: MessageFormat {
        MessageFormat(markup: .whatsApp, unit: .utf16, textLimit: 4_096, captionLimit: nil, maximumListings: 3)
    }

    package func request(for message: OutgoingMessage, to address: String, deliveryID: UUID) -> ProviderRequest {
        let body = MetaMessage(
            to: address.hasPrefix("+") ? String(address.dropFirst()) : address,
            text: message.text, previewURL: message.preview != nil, picture: message.picture,
            callbackData: deliveryID.uuidString.lowercased())
        return ProviderRequest(
            method: "POST", url: "\(baseURL)/\(numberID)/messages",
            headers: [("Content-Type", "application/json"), authorization],
            body: (try? JSONEncoder().encode(body)).map(Array.init))
    }

    package func outcome(of response: ProviderResponse) -> ProviderOutcome {
        if response.isSuccess {
            guard let id = response.json(MetaAnswer.self)?.messages?.first?.id, !id.isEmpty else {
                return .unclear("an answer of success without a message's id")
            }
            return .accepted(id: id)
        }
        guard let error = response.json(MetaAnswer.self)?.error, let code = error.code else {
            return .refused(response.unknownError())
        }
        return .refused(refusal(error, code: code, response))
    }

    package func probe() -> ProviderRequest {
        ProviderRequest(method: "GET", url: "\(baseURL)/\(numberID)?fields=id", headers: [authorization])
    }

    private func refusal(_ error: MetaAnswer.Failure, code: Int, _ response: ProviderResponse) -> ProviderError {
        let detail = error.details?.details ?? error.message ?? ""
        if let errorClass = ErrorTable.meta[code] {
            return ProviderError(errorClass, code: String(code), detail: detail, retryAfter: response.retryAfter)
        }
        if error.isTransient == true { return ProviderError(.transient, code: String(code), detail: detail) }
        return response.unknownError(code: String(code), detail: detail)
    }

    private var authorization: (name: String, value: String) { ("Authorization", "Bearer \(token())") }
}

private struct MetaMessage: Encodable {
    let to: String
    let text: String
    let previewURL: Bool
    let picture: String?
    let callbackData: String

    private enum Key: String, CodingKey {
        case product = "messaging_product"
        case recipientType = "recipient_type"
        case to, type, text, body, image, link, caption
        case previewURL = "preview_url"
        case callbackData = "biz_opaque_callback_data"
    }

    func encode(to encoder: any Encoder) throws {
        var root = encoder.container(keyedBy: Key.self)
        try root.encode("whatsapp", forKey: .product)
        try root.encode("individual", forKey: .recipientType)
        try root.encode(to, forKey: .to)
        try root.encode(callbackData, forKey: .callbackData)
        try root.encode(picture == nil ? "text" : "image", forKey: .type)
        if let picture {
            var image = root.nestedContainer(keyedBy: Key.self, forKey: .image)
            try image.encode(picture, forKey: .link)
            try image.encode(text, forKey: .caption)
        } else {
            var body = root.nestedContainer(keyedBy: Key.self, forKey: .text)
            try body.encode(text, forKey: .body)
            try body.encode(previewURL, forKey: .previewURL)
        }
    }
}

private struct MetaAnswer: Decodable {
    struct Sent: Decodable {
        let id: String?
    }

    struct Failure: Decodable {
        struct Details: Decodable {
            let details: String?
        }

        let code: Int?
        let message: String?
        let details: Details?
        let isTransient: Bool?

        enum CodingKeys: String, CodingKey {
            case code, message
            case details = "error_data"
            case isTransient = "is_transient"
        }
    }

    let messages: [Sent]?
    let error: Failure?
}
