import Foundation

/// Twilio's callbacks: forms, one event each. Reports and what people write come in the same way.
enum TwilioCallbacks {
    /// - Parameter query: of the address that was called: a report gives our delivery's id back in it.
    static func events(_ form: FormFields, query: String?) -> [KeyedEvent] {
        guard let id = form["MessageSid"] ?? form["SmsSid"] else { return [] }
        if let word = (form["MessageStatus"] ?? form["SmsStatus"])?.lowercased(), word != "received" {
            return report(form, id: id, word: word, query: query).map { [$0] } ?? []
        }
        let inbound = InboundMessage(
            address: CallbackAddress.telephone(form["From"]) ?? CallbackAddress.telephone(form["WaId"]),
            userID: form["ExternalUserId"], providerMessageID: id, content: content(form), at: nil)
        return [KeyedEvent(key: id, event: .inbound(inbound), receiver: form["To"])]
    }

    private static func report(_ form: FormFields, id: String, word: String, query: String?) -> KeyedEvent? {
        guard let status = statuses[word] else { return nil }
        let delivery = query.flatMap { FormFields($0)?["delivery"] }.flatMap(UUID.init(uuidString:))
        let report = DeliveryReport(
            providerMessageID: id, deliveryID: delivery, status: status,
            error: status == .failed ? failure(form, word: word) : nil,
            address: CallbackAddress.telephone(form["To"]), at: nil)
        return KeyedEvent(key: "\(id) \(word)", event: .report(report), receiver: form["From"])
    }

    private static let statuses: [String: AttemptStatus] = [
        "queued": .accepted, "accepted": .accepted, "scheduled": .accepted, "sending": .accepted, "sent": .sent,
        "delivered": .delivered, "read": .read, "undelivered": .failed, "failed": .failed, "canceled": .failed,
    ]

    private static func failure(_ form: FormFields, word: String) -> ReportedError {
        guard let code = form["ErrorCode"] else { return ReportedError(.unknown, code: word) }
        return ReportedError(code, detail: form["ErrorMessage"], from: .twilio)
    }

    private static func content(_ form: FormFields) -> InboundMessage.Content {
        if let row = form["ListId"] { return .row(id: row, title: form["ListTitle"]) }
        if let payload = form["ButtonPayload"] { return .button(payload: payload, title: form["ButtonText"]) }
        if let text = form["Body"] { return .text(text) }
        return .other(String((form["MessageType"] ?? "media").prefix(40)))
    }
}
