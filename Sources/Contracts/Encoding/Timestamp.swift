package import Foundation

/// Times as the messages write them: `2026-11-20T10:15:00Z`, always UTC, whole seconds unless there is a fraction.
package enum Timestamp {
    private static let whole = Date.ISO8601FormatStyle()
    private static let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// `date` to the second (a fraction is cut off).
    package static func text(_ date: Date) -> String {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        // From 1970 to the end of 9999 by arithmetic: a formatter takes fifty times as long.
        guard (0..<253_402_300_800).contains(seconds) else { return whole.format(Date(timeIntervalSince1970: seconds)) }
        return String(unsafeUninitializedCapacity: length) { fill($0, Int(seconds)) }
    }

    /// Appends `text(date)`.
    static func append(_ date: Date, to bytes: inout [UInt8]) {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        guard (0..<253_402_300_800).contains(seconds) else { return bytes.append(contentsOf: text(date).utf8) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length) { place in
            _ = fill(place, Int(seconds))
            bytes.append(contentsOf: place)
        }
    }

    private static let length = 20

    private static func fill(_ text: UnsafeMutableBufferPointer<UInt8>, _ seconds: Int) -> Int {
        let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        // Days since 1 March of the year 0, in eras of 400 years; see `daysSince1970`.
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        put(year / 100, text, 0, nil)
        put(year % 100, text, 2, "-")
        put(month, text, 5, "-")
        put(dayOfYear - (153 * marchMonth + 2) / 5 + 1, text, 8, "T")
        put(rest / 3_600, text, 11, ":")
        put(rest / 60 % 60, text, 14, ":")
        put(rest % 60, text, 17, "Z")
        return length
    }

    private static func put(
        _ part: Int, _ text: UnsafeMutableBufferPointer<UInt8>, _ place: Int, _ separator: Unicode.Scalar?
    ) {
        text[place] = UInt8(ascii: "0") + UInt8(part / 10)
        text[place + 1] = UInt8(ascii: "0") + UInt8(part % 10)
        if let separator { text[place + 2] = UInt8(ascii: separator) }
    }

    /// The time that `text` says, with or without a fraction of a second and with any offset; nil if it says none.
    package static func date(_ text: String) -> Date? {
        usual(text) ?? (try? whole.parse(text)) ?? (try? fractional.parse(text))
    }

    /// The time in a text exactly as `text(_:)` writes it; nil for any other, be it right or wrong.
    private static func usual(_ text: String) -> Date? {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count == 20, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] == 0x54, bytes[13] == 0x3A,
                bytes[16] == 0x3A, bytes[19] == 0x5A, let century = pair(bytes, 0), let rest = pair(bytes, 2),
                let month = pair(bytes, 5), let day = pair(bytes, 8), let hour = pair(bytes, 11),
                let minute = pair(bytes, 14), let second = pair(bytes, 17), century >= 19, (1...12).contains(month),
                (1...28).contains(day), hour < 24, minute < 60, second < 60
            else { return nil }
            let days = daysSince1970(year: century * 100 + rest, month: month, day: day)
            return Date(timeIntervalSince1970: Double(((days * 24 + hour) * 60 + minute) * 60 + second))
        }
    }

    private static func pair(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int? {
        let (tens, ones) = (Int(bytes[index]) - 0x30, Int(bytes[index + 1]) - 0x30)
        return (0...9).contains(tens) && (0...9).contains(ones) ? tens * 10 + ones : nil
    }

    /// In the Gregorian calendar, with years that begin in March, so that a leap day is the last.
    private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        let days = marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400
        return days + (marchMonth * 153 + 2) / 5 + day - 1 - 719_468
    }
}
