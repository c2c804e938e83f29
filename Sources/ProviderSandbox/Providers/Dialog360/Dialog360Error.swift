import Hummingbird

/// What 360dialog itself refuses, before Meta sees it.
struct Dialog360Error: Error {
    let status: HTTPResponse.Status
    let message: String

    static let unauthorized = Dialog360Error(status: .unauthorized, message: "Invalid api key")
    /// A limit comes as a bad request: only the words tell.
    static let tooMany = Dialog360Error(
        status: .badRequest, message: "You have exceeded the messages endpoint limit. Try again later")
    static let serverError = Dialog360Error(status: .internalServerError, message: "Internal Server Error")

    var response: Response {
        .json(
            ["meta": ["http_code": .int(status.code), "developer_message": .string(message), "success": false]],
            status: status)
    }
}

/// What was set by `POST /v1/configs/webhook`.
struct Dialog360Webhook: Sendable, Equatable {
    let url: String
    /// Sent along with every callback.
    let headers: [String: String]

    var object: JSON {
        [
            "url": .string(url),
            "headers": .object(headers.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }),
        ]
    }
}
