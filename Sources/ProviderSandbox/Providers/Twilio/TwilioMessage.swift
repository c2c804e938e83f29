import Foundation

/// The form of a WhatsApp message to Twilio, checked as Twilio checks it.
struct TwilioMessage {
    /// The longest body, in UTF-16 units: the stricter reading of "characters".
    static let bodyLimit = 1600

    let message: SandboxMessage

    /// - Throws: ``TwilioError`` for the first fault.
    init(_ fields: RequestFields) throws {
        let recipient = try Self.address(fields.string("To"), missing: 21604, wrong: 21211, field: "To")
        let sender = try Self.sender(fields)
        if sender == recipient { throw TwilioError(63031, "Channels message cannot have same From and To") }
        let content = try Self.content(fields)
        var message = SandboxMessage(
            provider: .twilio, sender: sender, recipient: recipient, kind: content.kind, text: content.text,
            plainText: content.text, providerMessageID: ProviderID.hex(prefix: "SM"))
        message.media = try Self.media(fields)
        if message.kind == .template { message.template = fields.string("ContentSid") }
        if message.media != nil, message.kind == .text { message.kind = .image }
        message.callbackURL = fields.string("StatusCallback")
        message.correlation = message.callbackURL
        self.message = message
    }

    /// The resource that Twilio answers with.
    static func resource(_ message: SandboxMessage, account: String) -> JSON {
        [
            "sid": .string(message.providerMessageID), "account_sid": .string(account), "status": "queued",
            "from": "whatsapp:\(message.sender)", "to": "whatsapp:\(message.recipient)", "body": .string(message.text),
            "num_segments": "1", "num_media": message.media == nil ? "0" : "1", "direction": "outbound-api",
            "api_version": "2010-04-01", "error_code": nil, "error_message": nil, "price": nil,
            "date_created": .string(message.at.formatted(.iso8601)), "messaging_service_sid": nil,
            "uri": "/2010-04-01/Accounts/\(account)/Messages/\(message.providerMessageID).json",
        ]
    }

    private static func sender(_ fields: RequestFields) throws -> String {
        if let service = fields.string("MessagingServiceSid"), !service.isEmpty { return service }
        return try address(fields.string("From"), missing: 21603, wrong: 21212, field: "From")
    }

    private static func address(_ text: String?, missing: Int, wrong: Int, field: String) throws -> String {
        guard let text, !text.isEmpty else { throw TwilioError(missing, "A '\(field)' phone number is required.") }
        guard text.hasPrefix("whatsapp:") else {
            throw TwilioError(21910, "Invalid 'From' and 'To' pair. 'From' and 'To' should be of the same channel")
        }
        guard let number = PhoneNumber.e164(text.dropFirst("whatsapp:".count)) else {
            throw TwilioError(wrong, "The '\(field)' number \(text) is not a valid phone number.")
        }
        return number
    }

    private static func content(_ fields: RequestFields) throws -> (kind: SandboxMessage.Kind, text: String) {
        let body = fields.string("Body") ?? ""
        if let sid = fields.string("ContentSid"), !sid.isEmpty { return (.template, try template(sid, fields)) }
        guard !body.isEmpty || !fields.all("MediaUrl").isEmpty else {
            throw TwilioError(21602, "Message body is required.")
        }
        guard body.utf16.count <= bodyLimit else {
            throw TwilioError(21617, "The concatenated message body exceeds the 1600 character limit.")
        }
        return (.text, body)
    }

    private static func template(_ sid: String, _ fields: RequestFields) throws -> String {
        guard sid.hasPrefix("HX"), sid.count == 34, sid.dropFirst(2).allSatisfy(\.isHexDigit) else {
            throw TwilioError(21655, "The ContentSid is invalid.")
        }
        let text = fields.string("ContentVariables") ?? "{}"
        guard let variables = RequestFields(json: Data(text.utf8)) else {
            throw TwilioError(21656, "The ContentVariables parameter is invalid.")
        }
        for name in variables.names where variables.string(name)?.contains("     ") == true {
            throw TwilioError(63013, "This message send failed because it violates Channel provider's policy.")
        }
        return variables.names.sorted().map { "{{\($0)}} \(variables.string($0) ?? "")" }.joined(separator: "\n")
    }

    private static func media(_ fields: RequestFields) throws -> String? {
        let all = fields.all("MediaUrl")
        guard let first = all.first else { return nil }
        guard all.count == 1 else { throw TwilioError(21623, "Number of media files exceeds allowed limit") }
        guard first.isWebAddress else { throw TwilioError(21620, "Invalid media URL(s)") }
        return first
    }
}
