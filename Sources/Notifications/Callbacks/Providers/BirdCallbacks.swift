import Foundation

/// Callbacks of Bird's API of 2026: `{type, timestamp, data}`, each with an id in a header.
enum BirdCallbacks {
    static func events(_ root: CallbackValue, id callbackID: String?) -> [KeyedEvent] {
        guard let type = root["type"].text, type.hasPrefix("whatsapp.") else { return [] }
        let data = root["data"].isNull ? root : root["data"]
        guard let id = data["id"].text else { return [] }
        let word = String(type.dropFirst("whatsapp.".count))
        let at = (data["created_at"].isNull ? root["timestamp"] : data["created_at"]).time
        if word == "received" {
            let inbound = InboundMessage(
                address: CallbackAddress.telephone(data["from"].text), userID: data["from_user_id"].text,
                providerMessageID: id, content: MetaCallbacks.content(data), at: at)
            return [KeyedEvent(key: callbackID ?? id, event: .inbound(inbound), receiver: data["to"].text)]
        }
        guard let status = statuses[word] else { return [] }
        let error = data["last_error"]
        let report = DeliveryReport(
            providerMessageID: id, deliveryID: data["metadata"]["delivery"].text.flatMap(UUID.init(uuidString:)),
            status: status,
            error: status == .failed
                ? ReportedError(
                    bird: error["code"].text, meta: error["meta_error_code"].text ?? data["meta_error_code"].text,
                    detail: error["message"].text, from: .bird) : nil,
            address: CallbackAddress.telephone(data["to"].text), at: root["timestamp"].time)
        return [KeyedEvent(key: "\(id) \(word)", event: .report(report), receiver: data["from"].text)]
    }

    private static let statuses: [String: AttemptStatus] = [
        "accepted": .accepted, "sent": .sent, "delivered": .delivered, "read": .read, "failed": .failed,
        "rejected": .failed,
    ]
}
