import Foundation

/// ChatAPI's callbacks, as its successor sends them: `{ack: […]}` or `{messages: […]}`.
enum ChatAPICallbacks {
    static func events(_ root: CallbackValue) -> [KeyedEvent] {
        let receiver = root["instanceId"].text
        return root["ack"].elements.compactMap { report($0, receiver) }
            + root["messages"].elements.compactMap { message($0, receiver) }
    }

    private static func report(_ ack: CallbackValue, _ receiver: String?) -> KeyedEvent? {
        guard let id = ack["id"].text, let word = ack["status"].text, let status = statuses[word] else { return nil }
        let report = DeliveryReport(
            providerMessageID: id, status: status,
            error: status == .failed
                ? ReportedError(ack["error"]["code"].text, detail: ack["error"]["title"].text, from: .chatAPI) : nil,
            address: CallbackAddress.telephone(ack["chatId"].text), at: ack["time"].time)
        return KeyedEvent(key: "\(id) \(word)", event: .report(report), receiver: receiver)
    }

    private static let statuses: [String: AttemptStatus] = [
        "sent": .sent, "delivered": .delivered, "viewed": .read, "read": .read, "failed": .failed,
    ]

    /// What we sent ourselves comes back as well, marked `fromMe`; it is nobody's message to us.
    private static func message(_ message: CallbackValue, _ receiver: String?) -> KeyedEvent? {
        guard let id = message["id"].text, !message["fromMe"].isTrue, message["fromMe"].whole != 1 else { return nil }
        let kind = message["type"].text ?? "chat"
        let content: InboundMessage.Content =
            if kind == "chat" || kind == "text", let text = message["body"].text { .text(text) } else {
                .other(String(kind.prefix(40)))
            }
        let inbound = InboundMessage(
            address: CallbackAddress.telephone(message["author"].text ?? message["chatId"].text),
            providerMessageID: id, content: content, at: message["time"].time)
        return KeyedEvent(key: id, event: .inbound(inbound), receiver: receiver)
    }
}
