/// Goes through text that is made of short numbers and what stands between them, byte by byte: scrapers send a date with
/// every row, and a regular expression takes a hundred times as long.
struct DigitScan {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    /// The number that the next digits say, where there are as many as asked for: at most nine.
    mutating func number(_ count: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(count.upperBound).prefix(while: Self.isDigit)
        guard digits.count >= count.lowerBound else { return nil }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    mutating func number(_ count: Int) -> Int? { number(count...count) }

    /// The next character, taken, if it is one of these.
    mutating func take(_ characters: Unicode.Scalar...) -> Unicode.Scalar? {
        guard let byte = rest.first, characters.contains(Unicode.Scalar(byte)) else { return nil }
        rest = rest.dropFirst()
        return Unicode.Scalar(byte)
    }

    /// Whether there was a digit to skip.
    mutating func skipDigits() -> Bool {
        let hasAny = rest.first.map(Self.isDigit) ?? false
        rest = rest.drop(while: Self.isDigit)
        return hasAny
    }

    mutating func skipBlanks() { rest = rest.drop { $0 == 0x20 || (0x09...0x0D).contains($0) } }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
