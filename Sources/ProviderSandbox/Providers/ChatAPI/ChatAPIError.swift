import Hummingbird

/// A refusal as ChatAPI words it: most come with status 200.
struct ChatAPIError: Error {
    let status: HTTPResponse.Status
    let body: JSON

    /// An answer of success that is none.
    static func notSent(_ message: String) -> ChatAPIError {
        ChatAPIError(status: .ok, body: ["sent": false, "message": .string(message)])
    }

    static func failed(_ message: String, status: HTTPResponse.Status) -> ChatAPIError {
        ChatAPIError(status: status, body: ["error": .string(message)])
    }

    static let unauthorized = failed(
        "Wrong token. Please provide token as a GET parameter.", status: .unauthorized)

    /// What is answered where a message is refused on purpose.
    static func refusal(_ verdict: Verdict) -> ChatAPIError {
        switch verdict {
        case .tooManyRequests, .recipientLimit: failed("Too many requests", status: .tooManyRequests)
        case .refused(.windowClosed): notSent("More than 24 hours have passed since the customer last replied")
        case .refused: notSent("The phone is not registered on WhatsApp")
        case .mediaUnreachable: notSent("The media file could not be downloaded")
        case .templateUnknown: notSent("The template does not exist")
        default: failed("Internal error", status: .internalServerError)
        }
    }

    var response: Response { .json(body, status: status) }
}
