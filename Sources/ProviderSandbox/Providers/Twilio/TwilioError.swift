import Hummingbird

/// An error as Twilio answers it.
struct TwilioError: Error {
    let status: HTTPResponse.Status
    let code: Int
    let message: String

    init(_ code: Int, _ message: String, status: HTTPResponse.Status = .badRequest) {
        self.code = code
        self.message = message
        self.status = status
    }

    static let unauthorized = TwilioError(20003, "Authenticate", status: .unauthorized)
    static let notFound = TwilioError(20404, "The requested resource was not found", status: .notFound)
    static let tooMany = TwilioError(20429, "Too Many Requests", status: .tooManyRequests)
    static let serverError = TwilioError(20500, "Internal Server Error", status: .internalServerError)

    var response: Response {
        .json(
            [
                "code": .int(code), "message": .string(message),
                "more_info": "https://www.twilio.com/docs/errors/\(code)",
                "status": .int(status.code),
            ], status: status)
    }
}
