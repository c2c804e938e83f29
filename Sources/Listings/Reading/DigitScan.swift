/// Goes through text that is made of short numbers and what stands between them, byte by byte: scrapers send a date with
/// every row, and a regular expression takes a hundred times as long.
struct DigitScan {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    /// The number that the next digits say, where there are as many as asked for: at most nine.
    mutating func number(_ count: ClosedRange<Int>) -> Int? {
        var (number, end) = (0, position)
        while end < bytes.count, end - position < count.upperBound, isDigit(end) {
            number = number * 10 + Int(bytes[end] - UInt8(ascii: "0"))
            end += 1
        }
        guard end - position >= count.lowerBound else { return nil }
        position = end
        return number
    }

    mutating func number(_ count: Int) -> Int? { number(count...count) }

    /// The next character, taken, if it is one of these.
    mutating func take(_ characters: StaticString) -> UInt8? {
        guard position < bytes.count else { return nil }
        let byte = bytes[position]
        let isMeant = characters.withUTF8Buffer { $0.contains(byte) }
        guard isMeant else { return nil }
        position += 1
        return byte
    }

    /// Whether there was a digit to skip.
    mutating func skipDigits() -> Bool {
        let start = position
        while position < bytes.count, isDigit(position) { position += 1 }
        return position > start
    }

    mutating func skipBlanks() {
        while position < bytes.count, bytes[position] == 0x20 || (0x09...0x0D).contains(bytes[position]) {
            position += 1
        }
    }

    private func isDigit(_ index: Int) -> Bool { (0x30...0x39).contains(bytes[index]) }
}
