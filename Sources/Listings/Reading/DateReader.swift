import Foundation

/// Reads a portal's date: ISO-8601 with or without time, fraction and offset (UTC unless it says otherwise), or
/// `14/01/2021` where the day cannot be taken for the month.
struct DateReader {
    /// What counts as the future.
    var now: Date

    private static let earliest = Date(timeIntervalSince1970: 631_152_000)  // 1990
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
        guard text.utf8.count <= 40 else { return nil }
        return international(text) ?? european(text)
    }

    /// `2026-11-20`, `2026-11-20 10:15`, `2026-11-20T10:15:00.123+01:00`.
    private static func international(_ text: String) -> Date? {
        var scan = DigitScan(text)
        guard let year = scan.number(4), scan.take("-") != nil, let month = scan.number(2), scan.take("-") != nil,
            let day = scan.number(2)
        else { return nil }
        if scan.isAtEnd { return date(year, month, day) }
        guard scan.take("T ") != nil, let hour = scan.number(2), scan.take(":") != nil, let minute = scan.number(2)
        else { return nil }
        var second = 0
        if scan.take(":") != nil {
            guard let stated = scan.number(2) else { return nil }
            second = stated
            if scan.take(".,") != nil, !scan.skipDigits() { return nil }
        }
        guard let offset = offset(&scan), scan.isAtEnd else { return nil }
        return date(year, month, day, hour, minute, second)?.addingTimeInterval(-offset)
    }

    /// `14/01/2021`, `14.1.2021`, `14-01-2021`.
    private static func european(_ text: String) -> Date? {
        var scan = DigitScan(text)
        guard let day = scan.number(1...2), scan.take("/.-") != nil, let month = scan.number(1...2),
            scan.take("/.-") != nil, let year = scan.number(4), scan.isAtEnd, day > 12 || day == month
        else { return nil }
        return date(year, month, day)
    }

    private static func date(
        _ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0
    ) -> Date? {
        guard year > 0, (1...12).contains(month), day >= 1, day <= days(in: month, of: year), hour < 24, minute < 60,
            second < 60
        else { return nil }
        let past = days(before: year) + (0..<month).reduce(0) { $0 + days(in: $1, of: year) } + day - 1
        return Date(timeIntervalSince1970: Double(((past * 24 + hour) * 60 + minute) * 60 + second))
    }

    /// From 1 January 1970 to that of `year`; by arithmetic, since a calendar takes a hundred times as long.
    private static func days(before year: Int) -> Int {
        let past = year - 1
        return past * 365 + past / 4 - past / 100 + past / 400 - 719_162
    }

    /// Months count from 1; before the first there is nothing.
    private static func days(in month: Int, of year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 && isLeap ? 29 : lengths[month]
    }

    private static let lengths = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

    /// Seconds east of Greenwich of `Z`, `+0200`, `+02:00` or nothing; nil for anything else.
    private static func offset(_ scan: inout DigitScan) -> Double? {
        scan.skipBlanks()
        guard let sign = scan.take("Z+-") else { return 0 }
        if sign == UInt8(ascii: "Z") { return 0 }
        guard let hours = scan.number(2) else { return nil }
        _ = scan.take(":")
        guard let minutes = scan.number(2) else { return nil }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * Double(hours * 3600 + minutes * 60)
    }
}
