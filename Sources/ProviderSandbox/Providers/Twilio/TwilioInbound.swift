/// What people do, as Twilio's webhook tells it.
enum TwilioInbound {
    static func fields(_ action: PersonAction) -> [(String, String)] {
        let id = action.providerMessageID
        var fields = [
            ("MessageSid", id), ("SmsSid", id), ("SmsMessageSid", id), ("SmsStatus", "received"),
            ("AccountSid", "ACsandbox"), ("ApiVersion", "2010-04-01"), ("From", "whatsapp:\(action.from)"),
            ("To", "whatsapp:\(action.to)"), ("WaId", String(action.from.dropFirst())),
            ("ProfileName", action.username ?? "Reader"), ("NumMedia", "0"), ("NumSegments", "1"),
            ("Body", action.text), ("MessageType", action.kind == .text ? "text" : "interactive"),
        ]
        switch action.kind {
        case .button:
            fields += [("ButtonText", action.text), ("ButtonPayload", action.payload ?? "")]
        case .row: fields += [("ListTitle", action.text), ("ListId", action.payload ?? "")]
        default: break
        }
        if let about = action.about { fields.append(("OriginalRepliedMessageSid", about)) }
        return fields
    }
}
