package import Foundation

/// WhatsApp through Twilio's Programmable Messaging: form-encoded requests, basic authentication.
package struct TwilioProvider: MessagingProvider {
    /// Where the account's messages are posted, and who may.
    package struct Account: Sendable {
        /// `https://api.twilio.com/2010-04-01/Accounts/<SID>/Messages.json`.
        package let messagesURL: String
        package let sid: String
        /// Asked for every request, so that a new token counts at once.
        package let token: @Sendable () -> String

        /// - Parameters:
        ///   - url: any of the account's addresses, or the API's alone.
        ///   - sid: the account; nil when the URL names it.
        /// - Returns: nil when neither names the account.
        package init?(url: String, sid: String?, token: @escaping @Sendable () -> String) {
            let named = Self.account(in: url)
            guard let sid = sid ?? named, !sid.isEmpty else { return nil }
            self.sid = sid
            self.token = token
            messagesURL = named != nil && url.hasSuffix("/Messages.json") ? url : Self.address(of: sid, at: url)
        }

        /// The path's segment behind `Accounts`.
        private static func account(in url: String) -> String? {
            let segments = url.split(separator: "/")
            guard let index = segments.firstIndex(of: "Accounts"), index + 1 < segments.count else { return nil }
            return String(segments[index + 1])
        }

        private static func address(of sid: String, at url: String) -> String {
            let api = url.range(of: "/2010-04-01").map { String(url[..<$0.lowerBound]) } ?? url
            let base = api.hasSuffix("/") ? String(api.dropLast()) : api
            return "\(base)/2010-04-01/Accounts/\(sid)/Messages.json"
        }
    }

    private let account: Account
    private let sender: String
    private let statusCallback: String?
    private let sendsPictures: Bool

    /// - Parameters:
    ///   - sender: `whatsapp:+14155238886`, the number alone, or a messaging service (`MG…`).
    ///   - statusCallback: the address for reports, to which `?delivery=<id>` is added; nil when there is none that
    ///     Twilio can reach.
    package init(account: Account, sender: String, statusCallback: String?, sendsPictures: Bool = false) {
        self.account = account
        self.sender = sender
        self.statusCallback = statusCallback
        self.sendsPictures = sendsPictures
    }

    package var kind: ProviderKind { .twilio }
    package var hasReceipts: Bool { statusCallback != nil }

    package var features: ProviderFeatures {
        ProviderFeatures(hasWindow: true, hasTemplates: true, hasPictures: true)
    }

    package var format: MessageFormat {
        MessageFormat(
            markup: .whatsApp, unit: .utf16, textLimit: 1_600, captionLimit: sendsPictures ? 1_600 : nil,
            maximumListings: 3)
    }

    package func request(for message: OutgoingMessage, to address: String, deliveryID: UUID) -> ProviderRequest {
        var fields = [("To", Self.prefixed(address)), ("Body", message.text)]
        if sender.hasPrefix("MG") {
            fields.append(("MessagingServiceSid", sender))
        } else {
            fields.append(("From", Self.prefixed(sender)))
        }
        if let picture = message.picture { fields.append(("MediaUrl", picture)) }
        if let statusCallback {
            fields.append(("StatusCallback", "\(statusCallback)?delivery=\(deliveryID.uuidString.lowercased())"))
        }
        return ProviderRequest(
            method: "POST", url: account.messagesURL,
            headers: [("Content-Type", "application/x-www-form-urlencoded"), authorization],
            body: FormBody.encode(fields))
    }

    package func outcome(of response: ProviderResponse) -> ProviderOutcome {
        let answer = response.json(TwilioAnswer.self)
        if response.isSuccess {
            if let code = answer?.errorCode { return .refused(error(code, answer?.errorMessage, response)) }
            if let sid = answer?.sid, !sid.isEmpty { return .accepted(id: sid) }
            return .unclear("an answer of success without sid")
        }
        guard let code = answer?.code else { return .refused(response.unknownError()) }
        return .refused(error(code, answer?.message, response))
    }

    package func probe() -> ProviderRequest {
        let url = account.messagesURL.replacing("/Messages.json", with: ".json")
        return ProviderRequest(method: "GET", url: url, headers: [authorization])
    }

    package func fault(inProbe response: ProviderResponse) -> ProviderError? {
        guard response.isSuccess else {
            if case .refused(let error) = outcome(of: response) { return error }
            return response.unknownError()
        }
        guard let status = response.json(TwilioAnswer.self)?.status, status == "suspended" || status == "closed" else {
            return nil
        }
        return ProviderError(.configuration, code: "account-\(status)", detail: "the account is \(status)")
    }

    private func error(_ code: Int, _ message: String?, _ response: ProviderResponse) -> ProviderError {
        guard let errorClass = ErrorTable.twilio[code] else {
            return response.unknownError(code: String(code), detail: message ?? "")
        }
        return ProviderError(errorClass, code: String(code), detail: message ?? "", retryAfter: response.retryAfter)
    }

    private var authorization: (name: String, value: String) {
        let credentials = Data("\(account.sid):\(account.token())".utf8).base64EncodedString()
        return ("Authorization", "Basic \(credentials)")
    }

    private static func prefixed(_ number: String) -> String {
        number.hasPrefix("whatsapp:") ? number : "whatsapp:\(number)"
    }
}

/// What Twilio answers: a message, an account or an error.
private struct TwilioAnswer: Decodable {
    let sid: String?
    let status: String?
    let errorCode: Int?
    let errorMessage: String?
    let code: Int?
    let message: String?

    enum CodingKeys: String, CodingKey {
        case sid, status, code, message
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
    }
}
