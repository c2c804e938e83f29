/// What Twilio answers: a message, an account, a balance or an error.
struct TwilioAnswer: Decodable {
    let sid: String?
    let status: String?
    let errorCode: Int?
    let errorMessage: String?
    let code: Int?
    let message: String?
    let balance: Double?

    private enum CodingKeys: String, CodingKey {
        case sid, status, code, message, balance
        case errorCode = "error_code"
        case errorMessage = "error_message"
    }

    /// Of every field only what has the expected type: an error's `status` is a number, an account's a word.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        sid = try? container.decodeIfPresent(String.self, forKey: .sid)
        status = try? container.decodeIfPresent(String.self, forKey: .status)
        errorCode = try? container.decodeIfPresent(Int.self, forKey: .errorCode)
        errorMessage = try? container.decodeIfPresent(String.self, forKey: .errorMessage)
        code = try? container.decodeIfPresent(Int.self, forKey: .code)
        message = try? container.decodeIfPresent(String.self, forKey: .message)
        balance = (try? container.decodeIfPresent(String.self, forKey: .balance)).flatMap(\.self).flatMap(Double.init)
    }
}
