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
