import Hummingbird

/// An error as Bird's API of 2026 answers it.
struct BirdError: Error {
    let status: HTTPResponse.Status
    let type: String
    let code: String
    let message: String
    var param: String?
    /// Meta's code, passed on.
    var metaCode: Int?
    /// Seconds.
    var retryAfter: Int?

    init(
        _ type: String, _ code: String, _ message: String, status: HTTPResponse.Status = .unprocessableContent,
        param: String? = nil
    ) {
        self.type = type
        self.code = code
        self.message = message
        self.status = status
        self.param = param
    }

    static let unauthorized = BirdError("auth_error", "unauthorized", "The key is not valid", status: .unauthorized)
    static let reused = BirdError(
        "conflict_error", "idempotency_key_reused", "The key was used for another request", status: .conflict)
    static func invalid(_ param: String, _ message: String) -> BirdError {
        BirdError("validation_error", "invalid_parameter", message, param: param)
    }

    /// What is answered where a message is refused on purpose.
    static func refusal(_ verdict: Verdict) -> BirdError {
        switch verdict {
        case .tooManyRequests(let wait), .recipientLimit(let wait):
            var error = BirdError(
                "rate_limit_error", "rate_limited", "Too many requests", status: .tooManyRequests)
            error.retryAfter = wait
            return error
        case .refused(.windowClosed):
            return BirdError("validation_error", "service_window_expired", "The service window is closed")
        case .refused(.blocked): return BirdError("validation_error", "recipient_suppressed", "The person opted out")
        case .refused: return BirdError("validation_error", "undeliverable", "The message cannot be delivered")
        case .mediaUnreachable:
            return BirdError("validation_error", "media_error", "The image could not be fetched", param: "image.url")
        case .templateUnknown:
            var error = BirdError("validation_error", "template_error", "There is no such template")
            error.metaCode = 132001
            return error
        default:
            return BirdError("internal_error", "internal_error", "Something went wrong", status: .internalServerError)
        }
    }

    var response: Response {
        var error: JSON = ["type": .string(type), "code": .string(code), "message": .string(message)]
        if let param { error = error.with("param", .string(param)) }
        if let metaCode { error = error.with("meta_error_code", .int(metaCode)) }
        var response = Response.json(["error": error], status: status)
        if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
        return response
    }
}
