import Foundation

/// Meta's webhooks, which 360dialog passes on as they are.
enum MetaCallbacks {
    static func events(_ root: CallbackValue) -> [KeyedEvent] {
        root["entry"].elements.flatMap { $0["changes"].elements }.flatMap { change in
            let value = change["value"]
            let receiver = value["metadata"]["phone_number_id"].text
            return value["statuses"].elements.compactMap { report($0, receiver) }
                + value["messages"].elements.compactMap { message($0, value["contacts"].elements, receiver) }
                + value["user_preferences"].elements.compactMap { preference($0, receiver) }
        }
    }

    private static func report(_ status: CallbackValue, _ receiver: String?) -> KeyedEvent? {
        guard let id = status["id"].text, let word = status["status"].text, let known = statuses[word] else {
            return nil
        }
        let error = status["errors"].elements.first
        let report = DeliveryReport(
            providerMessageID: id, deliveryID: status["biz_opaque_callback_data"].text.flatMap(UUID.init(uuidString:)),
            status: known, error: known == .failed ? failure(error ?? .null) : nil,
            address: CallbackAddress.telephone(status["recipient_id"].text), at: status["timestamp"].time)
        return KeyedEvent(key: "\(id) \(word)", event: .report(report), receiver: receiver)
    }

    private static let statuses: [String: AttemptStatus] = [
        "accepted": .accepted, "sent": .sent, "delivered": .delivered, "read": .read, "played": .read,
        "failed": .failed,
    ]

    private static func failure(_ error: CallbackValue) -> ReportedError {
        ReportedError(
            error["code"].text,
            detail: error["error_data"]["details"].text ?? error["message"].text ?? error["title"].text, from: .meta)
    }

    private static func message(
        _ message: CallbackValue, _ contacts: [CallbackValue], _ receiver: String?
    ) -> KeyedEvent? {
        // A person with a user name may come without a number: then only the user id says who it is.
        guard let id = message["id"].text else { return nil }
        let user = message["from_user_id"].text ?? contacts.first?["user_id"].text
        let inbound = InboundMessage(
            address: CallbackAddress.telephone(message["from"].text ?? contacts.first?["wa_id"].text), userID: user,
            providerMessageID: id, content: content(message), at: message["timestamp"].time)
        return KeyedEvent(key: id, event: .inbound(inbound), receiver: receiver)
    }

    static func content(_ message: CallbackValue) -> InboundMessage.Content {
        let kind = message["type"].text ?? "unknown"
        let interactive = message["interactive"]
        switch kind {
        case "text":
            return message["text"]["body"].text.map { .text($0) } ?? .other(kind)
        case "button":
            guard let payload = message["button"]["payload"].text else { return .other(kind) }
            return .button(payload: payload, title: message["button"]["text"].text)
        case "interactive":
            if let id = interactive["button_reply"]["id"].text {
                return .button(payload: id, title: interactive["button_reply"]["title"].text)
            }
            if let id = interactive["list_reply"]["id"].text {
                return .row(id: id, title: interactive["list_reply"]["title"].text)
            }
            return .other(interactive["type"].text ?? kind)
        default: return .other(String(kind.prefix(40)))
        }
    }

    private static func preference(_ preference: CallbackValue, _ receiver: String?) -> KeyedEvent? {
        guard let address = CallbackAddress.telephone(preference["wa_id"].text), let word = preference["value"].text,
            word == "stop" || word == "resume"
        else { return nil }
        let at = preference["timestamp"]
        return KeyedEvent(
            key: "preference \(address) \(at.text ?? "") \(word)",
            event: .preference(MessagingPreference(address: address, wantsMessages: word == "resume", at: at.time)),
            receiver: receiver)
    }
}
