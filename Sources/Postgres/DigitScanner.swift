/// Walks over the digits and signs of a timestamp's text.
struct DigitScanner {
    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    var isAtEnd: Bool { position == text.count }

    /// The digits from here on, at most nine; `nil` where there is none.
    mutating func number() -> Int64? {
        let start = position
        var value: Int64 = 0
        while let digit = nextDigit(), position - start <= 9 { value = value * 10 + digit }
        return position > start ? value : nil
    }

    /// Digits after a decimal point, as millionths.
    mutating func millionths() -> Int64 {
        var value: Int64 = 0
        var scale: Int64 = 100_000
        while let digit = nextDigit() {
            value += digit * scale
            scale /= 10
        }
        return value
    }

    mutating func skip(_ sign: Unicode.Scalar) -> Bool {
        guard position < text.count, text[position] == UInt8(ascii: sign) else { return false }
        position += 1
        return true
    }

    private mutating func nextDigit() -> Int64? {
        guard position < text.count, text[position] >= 48, text[position] <= 57 else { return nil }
        defer { position += 1 }
        return Int64(text[position] - 48)
    }
}
