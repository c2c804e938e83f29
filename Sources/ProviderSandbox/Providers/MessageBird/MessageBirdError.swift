import Hummingbird

/// An error as the Conversations API answers it.
struct MessageBirdError: Error {
    let status: HTTPResponse.Status
    let code: Int
    let description: String
    var parameter: String?

    init(
        _ code: Int, _ description: String, parameter: String? = nil,
        status: HTTPResponse.Status = .unprocessableContent
    ) {
        self.code = code
        self.description = description
        self.parameter = parameter
        self.status = status
    }

    static let unauthorized = MessageBirdError(
        2, "Request not allowed (incorrect access_key)", parameter: "access_key", status: .unauthorized)
    static func missing(_ parameter: String) -> MessageBirdError {
        MessageBirdError(9, "\(parameter) is required", parameter: parameter)
    }
    static func wrong(_ parameter: String, _ why: String) -> MessageBirdError {
        MessageBirdError(10, "\(parameter) \(why)", parameter: parameter)
    }

    /// What is answered where a message is refused on purpose; what concerns WhatsApp itself has WhatsApp's codes.
    static func refusal(_ verdict: Verdict) -> MessageBirdError {
        switch verdict {
        case .tooManyRequests: MessageBirdError(429, "Too many requests", status: .tooManyRequests)
        case .recipientLimit: MessageBirdError(471, "Rate limit of the recipient hit")
        case .refused(.windowClosed):
            MessageBirdError(470, "More than 24 hours have passed since the recipient last wrote")
        case .refused(.blocked): MessageBirdError(131050, "The recipient stopped marketing messages")
        case .refused: MessageBirdError(1013, "The recipient is not a valid WhatsApp user")
        case .mediaUnreachable: MessageBirdError(131053, "Media upload error", parameter: "content.image")
        case .templateUnknown: MessageBirdError(2001, "The template does not exist", parameter: "content.hsm")
        default: MessageBirdError(99, "Internal error", status: .internalServerError)
        }
    }

    var response: Response {
        var error: JSON = ["code": .int(code), "description": .string(description)]
        if let parameter { error = error.with("parameter", .string(parameter)) }
        return .json(["errors": [error]], status: status)
    }
}
