/// What the Cloud API answers, and 360dialog where the answer is Meta's.
struct MetaAnswer: Decodable {
    private struct Sent: Decodable {
        let id: String?
    }

    private struct Failure: Decodable {
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

    private let messages: [Sent]?
    private let error: Failure?

    /// The accepted message's id.
    var id: String? { messages?.first?.id.flatMap { $0.isEmpty ? nil : $0 } }

    /// The refusal by Meta's code; nil where the answer holds none.
    func refusal(_ response: ProviderResponse) -> ProviderError? {
        guard let error, let code = error.code else { return nil }
        let detail = error.details?.details ?? error.message ?? ""
        if var known = MetaErrors.error(code: code, detail: detail) {
            known.retryAfter = response.retryAfter
            return known
        }
        if error.isTransient == true { return ProviderError(.transient, code: String(code), detail: detail) }
        return response.unknownError(code: String(code), detail: detail)
    }
}
