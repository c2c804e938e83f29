import Contracts
package import Foundation

/// WhatsApp through Twilio's Programmable Messaging: form-encoded requests, basic authentication.
///
/// Buttons and lists are contents that have to be made beforehand, and whose values take no line breaks: a message of
/// ours cannot have them in one request, so it has none.
package struct TwilioProvider: MessagingProvider {
    private let account: Account
    private let sender: String
    private let statusCallback: String?

    /// - Parameters:
    ///   - sender: `whatsapp:+14155238886`, the number alone, or a messaging service (`MG…`).
    ///   - statusCallback: the address for reports, to which `?delivery=<id>` is added; nil when there is none that
    ///     Twilio can reach.
    package init(account: Account, sender: String, statusCallback: String?) {
        self.account = account
        self.sender = sender
        self.statusCallback = statusCallback
    }

    package var kind: ProviderKind { .twilio }
    package var hasReceipts: Bool { statusCallback != nil }

    package var features: ProviderFeatures {
        ProviderFeatures(hasWindow: true, hasTemplates: true, hasPictures: true)
    }

    /// A caption is WhatsApp's, so it may not be as long as Twilio's body.
    package var format: MessageFormat {
        MessageFormat(markup: .whatsApp, unit: .utf16, textLimit: 1_600, captionLimit: 1_024, maximumListings: 3)
    }

    package func request(for message: OutgoingMessage, to address: String, deliveryID: UUID) -> ProviderRequest {
        var fields = [("To", Self.prefixed(address))] + Self.content(of: message)
        if sender.hasPrefix("MG") {
            fields.append(("MessagingServiceSid", sender))
        } else {
            fields.append(("From", Self.prefixed(sender)))
        }
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
        ProviderRequest(method: "GET", url: account.url(".json"), headers: [authorization])
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

    package func quotaRequests() -> [QuotaRequest] {
        let request = ProviderRequest(method: "GET", url: account.url("/Balance.json"), headers: [authorization])
        return [
            QuotaRequest(request) { response in
                guard response.isSuccess, let balance = response.json(TwilioAnswer.self)?.balance else { return [] }
                return [ProviderQuota(.balance, balance)]
            }
        ]
    }

    private static func content(of message: OutgoingMessage) -> [(String, String)] {
        if let template = message.template, case .content(let sid) = template.name {
            let variables = JSONBody.object { variables in
                for (index, value) in template.parameters.enumerated() { variables.field(String(index + 1), value) }
            }
            return [("ContentSid", sid), ("ContentVariables", String(decoding: variables, as: UTF8.self))]
        }
        let body = ("Body", message.plainText(limit: 1_600))
        return message.picture.map { [body, ("MediaUrl", $0)] } ?? [body]
    }

    private func error(_ code: Int, _ message: String?, _ response: ProviderResponse) -> ProviderError {
        guard var known = TwilioErrors.error(code: code, detail: message ?? "") else {
            return response.unknownError(code: String(code), detail: message ?? "")
        }
        known.retryAfter = response.retryAfter
        return known
    }

    private var authorization: (name: String, value: String) {
        let credentials = Data("\(account.sid):\(account.token())".utf8).base64EncodedString()
        return ("Authorization", "Basic \(credentials)")
    }

    private static func prefixed(_ number: String) -> String {
        number.hasPrefix("whatsapp:") ? number : "whatsapp:\(number)"
    }
}
