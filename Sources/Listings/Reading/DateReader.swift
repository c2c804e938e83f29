import Foundation

/// Reads a portal's date: ISO-8601 with or without time, fraction and offset (UTC unless it says otherwise), or
/// `14/01/2021` where the day cannot be taken for the month.
struct DateReader {
    /// What counts as the future.
    var now: Date

    private static let earliest = Date(timeIntervalSince1970: 631_152_000)  // 1990
    private static let utc: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    func read(_ value: RawValue) -> Reading<Date> {
        switch value {
        case .null: return .notStated
        case .text(let text):
            if Placeholder.isEmpty(text) { return .notStated }
            guard let date = Self.date(text.trimmed) else {
                return .ambiguous("\(quoted(text)) is no date like 2026-11-20T10:15:00Z, taken as not stated")
            }
            guard date >= Self.earliest, date <= now.addingTimeInterval(2 * 86_400) else {
                return .ambiguous("lies before 1990 or in the future, taken as not stated")
            }
            return .stated(date)
        case .number: return .ambiguous("is a number, must be text like 2026-11-20T10:15:00Z, taken as not stated")
        case .bool, .list, .unreadable: return .wrong("must be text like 2026-11-20T10:15:00Z")
        }
    }

    private static func date(_ text: String) -> Date? {
        guard text.count <= 40 else { return nil }
        if let match = text.wholeMatch(
            of: #/(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?/#)
        {
            let date = day(match.1, match.2, match.3, hour: match.4, minute: match.5, second: match.6)
            return date?.addingTimeInterval(-offset(match.7))
        }
        guard let match = text.wholeMatch(of: #/(\d{1,2})[\/.-](\d{1,2})[\/.-](\d{4})/#) else { return nil }
        guard let first = Int(match.1), let second = Int(match.2), first > 12 || first == second else { return nil }
        return day(match.3, match.2, match.1, hour: nil, minute: nil, second: nil)
    }

    private static func day(
        _ year: Substring, _ month: Substring, _ day: Substring, hour: Substring?, minute: Substring?,
        second: Substring?
    ) -> Date? {
        func number(_ text: Substring?) -> Int { text.flatMap { Int($0) } ?? 0 }
        let parts = DateComponents(
            year: number(year), month: number(month), day: number(day), hour: number(hour), minute: number(minute),
            second: number(second))
        guard parts.isValidDate(in: utc) else { return nil }
        return utc.date(from: parts)
    }

    /// Seconds east of Greenwich of `Z`, `+0200` or `+02:00`.
    private static func offset(_ text: Substring?) -> Double {
        guard let text, let sign = text.first, sign != "Z" else { return 0 }
        let digits = text.dropFirst().filter(\.isNumber)
        guard let hours = Double(digits.prefix(2)), let minutes = Double(digits.dropFirst(2)) else { return 0 }
        return (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}
