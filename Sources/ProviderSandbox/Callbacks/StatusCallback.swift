import Foundation

/// One report of one message, in its provider's form.
enum StatusCallback {
    /// - Parameters:
    ///   - key: What the message was sent with, for providers that sign with that.
    ///   - at: When the step happened.
    /// - Returns: Nil where the provider reports nothing, or has no address to report to.
    static func post(
        _ step: StatusStep, of message: SandboxMessage, key: String?, webhook: CallbackSettings.Webhook, at: Date
    ) -> SignedPost? {
        guard let url = message.callbackURL ?? webhook.url else { return nil }
        let secret = webhook.secret
        switch message.provider {
        case .twilio:
            guard let url = message.callbackURL, let token = secret ?? key else { return nil }
            return .twilio(url: url, fields: twilio(step, of: message), token: token)
        case .meta: return .meta(url: url, json: meta(step, of: message, at: at), secret: secret)
        case .dialog360:
            let json = meta(step, of: message, at: at)
            return .dialog360(url: url, json: json, secret: secret, headers: webhook.headers)
        case .messageBird:
            return .messageBird(url: url, json: messageBird(step, of: message, at: at), secret: secret)
        case .birdChannels:
            return .birdChannels(url: url, json: birdChannels(step, of: message, at: at), secret: secret)
        case .bird: return .bird(url: url, json: bird(step, of: message, at: at), secret: secret)
        case .chatAPI: return .chatAPI(url: url, json: chatAPI(step, of: message))
        case .telegram: return nil
        }
    }

    /// Fields may be added by Twilio at any time: a reader has to sign over all of them.
    private static func twilio(_ step: StatusStep, of message: SandboxMessage) -> [(String, String)] {
        var word = step.word
        var fields = [
            ("MessageSid", message.providerMessageID), ("SmsSid", message.providerMessageID),
            ("From", "whatsapp:\(message.sender)"), ("To", "whatsapp:\(message.recipient)"),
            ("ChannelPrefix", "whatsapp"), ("ApiVersion", "2010-04-01"),
        ]
        if case .failed(let failure) = step {
            word = "undelivered"
            fields.append(("ErrorCode", "\(failure.code(.twilio) ?? 30008)"))
        }
        fields += [("MessageStatus", word), ("SmsStatus", word)]
        if step == .read { fields.append(("EventType", "READ")) }
        return fields
    }

    private static func meta(_ step: StatusStep, of message: SandboxMessage, at: Date) -> JSON {
        var status: JSON = [
            "id": .string(message.providerMessageID), "status": .string(step.word),
            "timestamp": .string(String(Int(at.timeIntervalSince1970))),
            "recipient_id": .string(String(message.recipient.dropFirst())),
        ]
        if let correlation = message.correlation {
            status = status.with("biz_opaque_callback_data", .string(correlation))
        }
        if case .failed(let failure) = step {
            status = status.with(
                "errors",
                [
                    [
                        "code": .int(failure.code(.meta) ?? 131000),
                        "title": .string("Message failed: \(failure.rawValue)"),
                    ]
                ]
            )
        }
        return MetaWebhook.body(number: message.sender, "statuses", [status])
    }
}

/// What Meta's webhooks come wrapped in.
enum MetaWebhook {
    /// - Parameters:
    ///   - number: The phone number's id.
    ///   - name: `statuses`, `messages` or `user_preferences`.
    static func body(number: String, _ name: String, _ elements: [JSON], contacts: [JSON] = []) -> JSON {
        var value: JSON = [
            "messaging_product": "whatsapp",
            "metadata": ["display_phone_number": "15550100006", "phone_number_id": .string(number)],
        ]
        if !contacts.isEmpty { value = value.with("contacts", .array(contacts)) }
        value = value.with(name, .array(elements))
        let field = JSON.string(name == "user_preferences" ? name : "messages")
        return [
            "object": "whatsapp_business_account",
            "entry": [["id": "0", "changes": [["field": field, "value": value]]]],
        ]
    }
}
