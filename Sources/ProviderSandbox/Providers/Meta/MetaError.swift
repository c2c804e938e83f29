import Foundation
import Hummingbird

/// An error as the Graph API answers it.
struct MetaError: Error {
    let status: HTTPResponse.Status
    let code: Int
    let message: String
    let type: String
    var subcode: Int?
    var details: String?
    var isTransient = false

    init(
        _ code: Int, _ message: String, status: HTTPResponse.Status = .badRequest, type: String = "OAuthException",
        details: String? = nil
    ) {
        self.code = code
        self.message = message
        self.status = status
        self.type = type
        self.details = details
    }

    static let unauthorized = MetaError(
        190, "Invalid OAuth access token - Cannot parse access token", status: .unauthorized)

    /// A parameter that is missing or wrong.
    static func parameter(_ details: String) -> MetaError {
        MetaError(100, "(#100) Invalid parameter", details: details)
    }

    static var unknownObject: MetaError {
        var error = MetaError(
            100, "Unsupported request. Object with that ID does not exist", type: "GraphMethodException")
        error.subcode = 33
        return error
    }

    static var serverError: MetaError {
        var error = MetaError(131000, "(#131000) Something went wrong", status: .internalServerError)
        error.isTransient = true
        return error
    }

    /// What Meta answers where a message is refused on purpose.
    static func refusal(_ verdict: Verdict) -> MetaError {
        switch verdict {
        case .tooManyRequests:
            MetaError(
                130429, "(#130429) Rate limit hit", status: .tooManyRequests,
                details: "Too many messages were sent from this phone number in a short period of time.")
        case .recipientLimit:
            MetaError(131056, "(#131056) (Business Account, Consumer Account) pair rate limit hit")
        case .refused(.blocked): MetaError(131050, "(#131050) The recipient stopped marketing messages")
        case .refused(.windowClosed): MetaError(131047, "(#131047) Re-engagement message")
        case .refused: MetaError(131026, "(#131026) Message undeliverable")
        case .mediaUnreachable: MetaError(131053, "(#131053) Media upload error")
        case .templateUnknown:
            MetaError(132001, "(#132001) Template name does not exist in the translation", status: .notFound)
        default: .serverError
        }
    }

    var response: Response {
        var error: JSON = [
            "message": .string(message), "type": .string(type), "code": .int(code),
            "fbtrace_id": .string(ProviderID.hex(prefix: "A")),
        ]
        if let subcode { error = error.with("error_subcode", .int(subcode)) }
        if let details {
            error = error.with("error_data", ["messaging_product": "whatsapp", "details": .string(details)])
        }
        if isTransient { error = error.with("is_transient", true) }
        return .json(["error": error], status: status)
    }
}
