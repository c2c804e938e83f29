/// A message of the history in words.
struct MessageText: Sendable {
    let words: Words
    let language: Language
    let time: PageTime

    func values(_ message: JSONValue) -> [String: Any] {
        let kind = message["kind"].written == "price_drop" ? "kind_price_drop" : "kind_new_listings"
        let total = Int(message["total"].number ?? 0)
        return [
            "id": message["id"].written, "filter": message["filter_name"].written,
            "what": "\(words(kind, language)): \(words.counted("homes", total, language))",
            "channel": message["channel"].written == "whatsapp" ? "WhatsApp" : "Telegram",
            "status": status(message),
        ].merging(time.values(message["created_at"])) { $1 }
    }

    func event(_ event: JSONValue) -> [String: Any] {
        let name = event["event"].written
        let text =
            name.hasPrefix("attempt ")
            ? words("event_attempt", language, String(name.dropFirst(8))) : words("event_\(name)", language)
        return ["event": text].merging(time.values(event["at"])) { $1 }
    }

    private func status(_ message: JSONValue) -> String {
        let status = words("status_\(message["status"].written)", language)
        guard let reason = message["reason"].text else { return status }
        return "\(status): \(words.known("reason", reason, language))"
    }
}
