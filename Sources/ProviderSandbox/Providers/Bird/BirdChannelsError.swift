import Hummingbird

/// An error as Bird's channels API answers it: a word for a code.
struct BirdChannelsError: Error {
    let status: HTTPResponse.Status
    let code: String
    let message: String

    init(_ code: String, _ message: String, status: HTTPResponse.Status = .unprocessableContent) {
        self.code = code
        self.message = message
        self.status = status
    }

    static let unauthorized = BirdChannelsError("unauthorized", "The access key is not valid", status: .unauthorized)
    static func invalid(_ message: String) -> BirdChannelsError { BirdChannelsError("invalid_payload", message) }

    /// What is answered where a message is refused on purpose.
    static func refusal(_ verdict: Verdict) -> BirdChannelsError {
        switch verdict {
        case .tooManyRequests, .recipientLimit:
            BirdChannelsError("too_many_requests", "The limit of requests is reached", status: .tooManyRequests)
        case .refused(.windowClosed):
            BirdChannelsError("service_window_expired", "More than 24 hours since the contact last wrote")
        case .refused(.blocked): BirdChannelsError("recipient_suppressed", "The contact opted out")
        case .refused: BirdChannelsError("unknown_subscriber", "The contact is not on WhatsApp")
        case .mediaUnreachable: .invalid("The image could not be fetched")
        case .templateUnknown: .invalid("There is no such template")
        default:
            BirdChannelsError("internal_error", "Something went wrong", status: .internalServerError)
        }
    }

    var response: Response {
        .json(["code": .string(code), "message": .string(message)], status: status)
    }
}
