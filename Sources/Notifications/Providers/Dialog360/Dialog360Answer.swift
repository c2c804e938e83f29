/// 360dialog's own envelope, around what it refuses before Meta sees it. Its codes are HTTP statuses, which say too
/// little (400 is "too fast" as well as "not paid"), so its documented words decide.
struct Dialog360Answer: Decodable {
    private struct Meta: Decodable {
        let code: Int?
        let message: String?
        let isSuccess: Bool?

        private enum Key: String, CodingKey {
            case code = "http_code"
            case oldCode = "httpCode"
            case message = "developer_message"
            case oldMessage = "developerMessage"
            case isSuccess = "success"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            code =
                (try? container.decode(Int.self, forKey: .code)) ?? (try? container.decode(Int.self, forKey: .oldCode))
            message =
                (try? container.decode(String.self, forKey: .message))
                ?? (try? container.decode(String.self, forKey: .oldMessage))
            isSuccess = try? container.decode(Bool.self, forKey: .isSuccess)
        }
    }

    private let meta: Meta?

    /// Nil where the answer is not a refusal of 360dialog's own.
    func refusal(_ response: ProviderResponse) -> ProviderError? {
        guard let meta, let message = meta.message, meta.isSuccess != true else { return nil }
        let code = "360-\(meta.code ?? response.status)"
        let words = message.lowercased()
        guard let known = Self.classes.first(where: { words.contains($0.words) })?.errorClass else {
            return response.unknownError(code: code, detail: message)
        }
        return ProviderError(known, code: code, detail: message, retryAfter: response.retryAfter)
    }

    private static let classes: [(words: String, errorClass: ErrorClass)] = [
        ("you have exceeded", .throttled), ("lack of payment", .configuration), ("has been disabled", .configuration),
        ("invalid api", .configuration), ("token expired", .configuration), ("is blocked", .configuration),
        ("permission denied", .configuration), ("internal server error", .transient), ("not available", .transient),
    ]
}
