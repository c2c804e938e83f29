import Hummingbird

/// An error as the Bot API answers it.
struct TelegramError: Error {
    let code: Int
    let description: String
    var retryAfter: Int?

    init(_ code: Int, _ description: String, retryAfter: Int? = nil) {
        self.code = code
        self.description = description
        self.retryAfter = retryAfter
    }

    static func badRequest(_ what: String) -> TelegramError { TelegramError(400, "Bad Request: \(what)") }
    static let unauthorized = TelegramError(401, "Unauthorized")
    static let notFound = TelegramError(404, "Not Found")

    var response: Response {
        var body: JSON = ["ok": false, "error_code": .int(code), "description": .string(description)]
        if let retryAfter { body = body.with("parameters", ["retry_after": .int(retryAfter)]) }
        var response = Response.json(body, status: .init(code: code))
        if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
        return response
    }
}
