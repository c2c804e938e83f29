import Foundation

/// `timestamptz` in the ISO style and UTC: `2026-11-20 10:15:00.123456+00`. A `date` or a `timestamp` reads as UTC.
enum TextTimestamp {
    private static let microsecondsPerDay: Int64 = 86_400_000_000
    /// Foundation counts from 2001-01-01, the calendar below from 1970-01-01.
    private static let referenceDay: Int64 = 11_323

    static func write(_ date: Date, to buffer: inout [UInt8]) {
        guard date < .distantFuture else { return buffer.append(contentsOf: "infinity".utf8) }
        guard date > .distantPast else { return buffer.append(contentsOf: "-infinity".utf8) }
        let total = Int64((date.timeIntervalSinceReferenceDate * 1_000_000).rounded())
        let (day, time) = total.flooredDivision(by: microsecondsPerDay)
        let (year, month, dayOfMonth) = CivilDate.date(ofDay: day + referenceDay)
        TextNumber.write(Int(year), width: 4, to: &buffer)
        buffer.append(UInt8(ascii: "-"))
        TextNumber.write(month, width: 2, to: &buffer)
        buffer.append(UInt8(ascii: "-"))
        TextNumber.write(dayOfMonth, width: 2, to: &buffer)
        buffer.append(UInt8(ascii: " "))
        writeTime(Int(time), to: &buffer)
        buffer.append(contentsOf: "+00".utf8)
    }

    private static func writeTime(_ microseconds: Int, to buffer: inout [UInt8]) {
        let seconds = microseconds / 1_000_000
        TextNumber.write(seconds / 3600, width: 2, to: &buffer)
        buffer.append(UInt8(ascii: ":"))
        TextNumber.write(seconds / 60 % 60, width: 2, to: &buffer)
        buffer.append(UInt8(ascii: ":"))
        TextNumber.write(seconds % 60, width: 2, to: &buffer)
        buffer.append(UInt8(ascii: "."))
        TextNumber.write(microseconds % 1_000_000, width: 6, to: &buffer)
    }

    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Date? {
        if text.elementsEqual("infinity".utf8) { return .distantFuture }
        if text.elementsEqual("-infinity".utf8) { return .distantPast }
        var scanner = DigitScanner(text: text)
        guard let year = scanner.number(), scanner.skip("-"), let month = scanner.number(), scanner.skip("-"),
            let day = scanner.number(), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var microseconds = (CivilDate.day(year: year, month: month, day: day) - referenceDay) * microsecondsPerDay
        if scanner.skip(" ") {
            guard let time = parseTime(&scanner) else { return nil }
            microseconds += time
        }
        guard scanner.isAtEnd else { return nil }
        return Date(timeIntervalSinceReferenceDate: Double(microseconds) / 1_000_000)
    }

    private static func parseTime(_ scanner: inout DigitScanner) -> Int64? {
        guard let hour = scanner.number(), scanner.skip(":"), let minute = scanner.number(), scanner.skip(":"),
            let second = scanner.number()
        else { return nil }
        let fraction = scanner.skip(".") ? scanner.millionths() : 0
        // The session's zone is UTC, so nothing else may follow.
        if scanner.skip("+") { guard scanner.number() == 0 else { return nil } }
        return ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction
    }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
