import Foundation

/// Callbacks of MessageBird's Conversations API: `{type, contact, conversation, message}`.
enum MessageBirdCallbacks {
    /// - Parameter query: of the address that was called: a report gives our delivery's id back in it.
    static func events(_ root: CallbackValue, query: String?) -> [KeyedEvent] {
        let message = root["message"]
        guard let id = message["id"].text else { return [] }
        return (message["direction"].text == "received" ? inbound(root, message, id) : report(message, id, query))
            .map { [$0] } ?? []
    }

    private static func report(_ message: CallbackValue, _ id: String, _ query: String?) -> KeyedEvent? {
        guard let word = message["status"].text, let status = statuses[word] else { return nil }
        let error = message["error"]
        let failure = ReportedError(error["code"].text, detail: error["description"].text, from: .messageBird)
        let report = DeliveryReport(
            providerMessageID: id,
            deliveryID: query.flatMap { FormFields($0)?["delivery"] }.flatMap(UUID.init(uuidString:)),
            status: status, error: status == .failed ? failure : nil,
            address: CallbackAddress.telephone(message["to"].text), at: message["updatedDatetime"].time)
        return KeyedEvent(key: "\(id) \(word)", event: .report(report), receiver: message["channelId"].text)
    }

    private static let statuses: [String: AttemptStatus] = [
        "accepted": .accepted, "pending": .accepted, "sent": .sent, "transmitted": .sent, "delivered": .delivered,
        "read": .read, "failed": .failed, "rejected": .failed,
    ]

    private static func inbound(_ root: CallbackValue, _ message: CallbackValue, _ id: String) -> KeyedEvent? {
        let from = message["from"].text ?? root["contact"]["msisdn"].text
        let inbound = InboundMessage(
            address: CallbackAddress.telephone(from), userID: root["contact"]["id"].text, providerMessageID: id,
            content: content(message), at: message["createdDatetime"].time)
        return KeyedEvent(key: id, event: .inbound(inbound), receiver: message["channelId"].text)
    }

    private static func content(_ message: CallbackValue) -> InboundMessage.Content {
        let kind = message["type"].text ?? "unknown"
        let reply = message["content"]["interactive"]["reply"]
        if kind == "text", let text = message["content"]["text"].text { return .text(text) }
        if kind == "interactive", let id = reply["id"].text {
            return message["content"]["interactive"]["type"].text == "list_reply"
                ? .row(id: id, title: reply["text"].text) : .button(payload: id, title: reply["text"].text)
        }
        if let payload = message["content"]["button"]["payload"].text {
            return .button(payload: payload, title: message["content"]["button"]["text"].text)
        }
        return .other(String(kind.prefix(40)))
    }
}
