import Foundation

/// Callbacks of Bird's channels API: `{service, event, payload}`.
enum BirdChannelsCallbacks {
    static func events(_ root: CallbackValue) -> [KeyedEvent] {
        let payload = root["payload"]
        guard let id = payload["id"].text else { return [] }
        switch root["event"].text {
        case "whatsapp.inbound": return [inbound(payload, id)]
        case "whatsapp.outbound", "whatsapp.interaction": return report(payload, id).map { [$0] } ?? []
        default: return []
        }
    }

    private static func report(_ payload: CallbackValue, _ id: String) -> KeyedEvent? {
        // An interaction speaks of a message of ours that was opened.
        let about = payload["messageId"].text ?? id
        guard let word = payload["status"].text ?? payload["type"].text, let status = statuses[word] else { return nil }
        let failure = payload["failure"]
        let report = DeliveryReport(
            providerMessageID: about, deliveryID: payload["reference"].text.flatMap(UUID.init(uuidString:)),
            status: status,
            error: status == .failed
                ? ReportedError(
                    bird: failure["code"].text, meta: failure["source"]["code"].text,
                    detail: failure["description"].text ?? payload["reason"].text, from: .birdChannels) : nil,
            address: address(payload["receiver"]["contacts"].elements.first ?? .null),
            at: (payload["updatedAt"].isNull ? payload["createdAt"] : payload["updatedAt"]).time)
        return KeyedEvent(key: "\(about) \(word)", event: .report(report), receiver: payload["channelId"].text)
    }

    private static let statuses: [String: AttemptStatus] = [
        "accepted": .accepted, "processing": .accepted, "scheduled": .accepted, "sent": .sent,
        "delivered": .delivered, "read": .read, "delivery_failed": .failed, "sending_failed": .failed,
        "failed": .failed, "rejected": .failed,
    ]

    private static func inbound(_ payload: CallbackValue, _ id: String) -> KeyedEvent {
        let contact = payload["sender"]["contact"]
        let inbound = InboundMessage(
            address: address(contact), userID: contact["id"].text, providerMessageID: id,
            content: content(payload["body"]),
            at: payload["createdAt"].time)
        return KeyedEvent(key: id, event: .inbound(inbound), receiver: payload["channelId"].text)
    }

    private static func address(_ contact: CallbackValue) -> String? {
        CallbackAddress.telephone(contact["identifierValue"].text)
    }

    private static func content(_ body: CallbackValue) -> InboundMessage.Content {
        let kind = body["type"].text ?? "unknown"
        let action = body[kind]["actions"].elements.first ?? .null
        if let payload = action["postback"]["payload"].text
            ?? body["text"]["actions"].elements.first?["postback"]["payload"].text
        {
            return .button(payload: payload, title: body["text"]["text"].text)
        }
        if kind == "text", let text = body["text"]["text"].text { return .text(text) }
        return .other(String(kind.prefix(40)))
    }
}
