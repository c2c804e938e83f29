import Foundation

extension ProviderResponse {
    var isSuccess: Bool { (200..<300).contains(status) }

    /// The body as JSON of the given shape, or nil.
    func json<Shape: Decodable>(_ shape: Shape.Type) -> Shape? {
        try? JSONDecoder().decode(shape, from: Data(body))
    }

    /// The header `Retry-After` where it is a number of seconds.
    var retryAfter: Duration? {
        guard let text = header("retry-after"), let seconds = Double(text), seconds >= 0, seconds < 1e6 else {
            return nil
        }
        return .milliseconds(Int64((seconds * 1000).rounded(.up)))
    }

    /// An error that no table knows, by the family of its HTTP status.
    func unknownError(code: String? = nil, detail: String = "") -> ProviderError {
        let code = code ?? "http-\(status)"
        switch status {
        case 401, 403, 404, 407: return ProviderError(.configuration, code: code, detail: detail)
        case 408, 500...599: return ProviderError(.transient, code: code, detail: detail, retryAfter: retryAfter)
        case 429: return ProviderError(.throttled, code: code, detail: detail, retryAfter: retryAfter)
        default: return ProviderError(.unknown, code: code, detail: detail)
        }
    }
}
