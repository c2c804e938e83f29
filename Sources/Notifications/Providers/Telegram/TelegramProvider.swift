package import Foundation

/// Telegram's Bot API: JSON requests, the token in the path.
package struct TelegramProvider: MessagingProvider {
    private let baseURL: String
    private let token: @Sendable () -> String

    /// - Parameters:
    ///   - url: `https://api.telegram.org`.
    ///   - token: asked for every request, so that a new token counts at once.
    package init(url: String = "https://api.telegram.org", token: @escaping @Sendable () -> String) {
        baseURL = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.token = token
    }

    package var kind: ProviderKind { .telegram }
    package var hasReceipts: Bool { false }

    package var features: ProviderFeatures { ProviderFeatures(hasPictures: true) }

    package var format: MessageFormat {
        MessageFormat(
            markup: .telegramHTML, unit: .scalars, textLimit: 4_096, captionLimit: 1_024, maximumListings: 5)
    }

    package func request(for message: OutgoingMessage, to address: String, deliveryID: UUID) -> ProviderRequest {
        ProviderRequest(
            method: "POST", url: endpoint(message.picture == nil ? "sendMessage" : "sendPhoto"),
            headers: [("Content-Type", "application/json")],
            body: TelegramMessage(chat: address, message: message).json)
    }

    package func outcome(of response: ProviderResponse) -> ProviderOutcome {
        guard let answer = response.json(TelegramAnswer.self) else {
            return response.isSuccess
                ? .unclear("an answer of success that is no JSON") : .refused(response.unknownError())
        }
        if answer.ok {
            guard let id = answer.result?.messageID else { return .unclear("an answer of success without message_id") }
            return .accepted(id: String(id))
        }
        return .refused(refusal(answer, response))
    }

    package func probe() -> ProviderRequest {
        ProviderRequest(method: "GET", url: endpoint("getMe"), headers: [])
    }

    package func fault(inProbe response: ProviderResponse) -> ProviderError? {
        guard let answer = response.json(TelegramAnswer.self) else {
            return response.isSuccess ? nil : response.unknownError()
        }
        return answer.ok ? nil : refusal(answer, response)
    }

    private func refusal(_ answer: TelegramAnswer, _ response: ProviderResponse) -> ProviderError {
        let code = answer.errorCode ?? response.status
        let words = answer.description ?? ""
        let known = TelegramErrors.errorClass(code: code, description: words)
        return ProviderError(
            known ?? .unknown, code: String(code), detail: words,
            retryAfter: answer.parameters?.retryAfter.map { .seconds($0) } ?? response.retryAfter,
            newAddress: answer.parameters?.migrateToChatID.map(String.init),
            isAboutPicture: code == 400 && TelegramErrors.isAboutPicture(words))
    }

    private func endpoint(_ method: String) -> String { "\(baseURL)/bot\(token())/\(method)" }
}

private struct TelegramAnswer: Decodable {
    struct Result: Decodable {
        let messageID: Int64?

        enum CodingKeys: String, CodingKey {
            case messageID = "message_id"
        }
    }

    struct Parameters: Decodable {
        let retryAfter: Int?
        let migrateToChatID: Int64?

        enum CodingKeys: String, CodingKey {
            case retryAfter = "retry_after"
            case migrateToChatID = "migrate_to_chat_id"
        }
    }

    let ok: Bool
    let result: Result?
    let errorCode: Int?
    let description: String?
    let parameters: Parameters?

    enum CodingKeys: String, CodingKey {
        case ok, result, description, parameters
        case errorCode = "error_code"
    }
}
