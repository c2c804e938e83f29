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
        let errorClass: ErrorClass =
            switch status {
            case 401, 402, 403, 404, 407: .configuration
            case 408, 500...599: .transient
            case 429: .throttled
            default: .unknown
            }
        let wait = errorClass == .transient || errorClass == .throttled ? retryAfter : nil
        return ProviderError(
            errorClass, code: code ?? "http-\(status)", detail: detail, retryAfter: wait, isDocumented: false)
    }
}
