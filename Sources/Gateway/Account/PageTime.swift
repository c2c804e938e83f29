import Foundation

/// Times as the pages show them, by a person's clock: `21.11.2026 09:30`.
struct PageTime: Sendable {
    let zone: TimeZone

    func text(_ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.day, .month, .year, .hour, .minute], from: date)
        return String(
            format: "%02d.%02d.%04d %02d:%02d", parts.day ?? 0, parts.month ?? 0, parts.year ?? 0, parts.hour ?? 0,
            parts.minute ?? 0)
    }

    /// The text and the machine's form of a time in an answer of the API; nothing for none.
    func values(_ value: JSONValue) -> [String: Any] {
        guard let iso = value.text, let date = try? Date(iso, strategy: .iso8601) else { return ["iso": "", "at": ""] }
        return ["iso": iso, "at": text(date)]
    }
}
