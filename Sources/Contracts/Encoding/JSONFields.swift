import Foundation

/// The fields of one JSON object one after the other, as places in its text: nothing is read or copied.
///
/// For JSON that is known to be valid. Keys with escapes end it early.
package struct JSONFields {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    /// The object was walked through to its end.
    package private(set) var isWhole = false

    package init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The next field: its key without quotes, and its value with everything that belongs to it.
    package mutating func next() -> (key: Range<Int>, value: Range<Int>)? {
        skipSpace()
        guard let opening = take(), opening == UInt8(ascii: "{") || opening == UInt8(ascii: ",") else {
            return nil
        }
        skipSpace()
        guard peek == UInt8(ascii: "\""), let key = string(), key.count >= 2 else {
            isWhole = opening == UInt8(ascii: "{") && peek == UInt8(ascii: "}")
            return nil
        }
        skipSpace()
        guard take() == UInt8(ascii: ":") else { return nil }
        skipSpace()
        guard let value = value() else { return nil }
        skipSpace()
        isWhole = peek == UInt8(ascii: "}")
        return (key.lowerBound + 1..<key.upperBound - 1, value)
    }

    private mutating func value() -> Range<Int>? {
        switch peek {
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "{"), UInt8(ascii: "["): return nested()
        default:
            let start = position
            while let byte = peek, byte != UInt8(ascii: ","), byte != UInt8(ascii: "}"), byte > 0x20 { position += 1 }
            return start < position ? start..<position : nil
        }
    }

    private mutating func nested() -> Range<Int>? {
        let start = position
        var depth = 0
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                guard string() != nil else { return nil }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            position += 1
            if depth == 0 { return start..<position }
        }
        return nil
    }

    /// A string with its quotes.
    private mutating func string() -> Range<Int>? {
        let start = position
        position += 1
        while position < bytes.count, let base = bytes.baseAddress {
            guard let quote = memchr(base + position, 0x22, bytes.count - position) else { return nil }
            position += UnsafeRawPointer(quote) - UnsafeRawPointer(base + position) + 1
            if !isEscaped(position - 1, after: start) { return start..<position }
        }
        return nil
    }

    /// Whether an odd number of backslashes stands before the quote at `place`.
    private func isEscaped(_ place: Int, after start: Int) -> Bool {
        var before = place - 1
        while before > start, bytes[before] == UInt8(ascii: "\\") { before -= 1 }
        return (place - before) % 2 == 0
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take() -> UInt8? {
        guard let byte = peek else { return nil }
        position += 1
        return byte
    }

    private mutating func skipSpace() {
        while let byte = peek, byte <= 0x20 { position += 1 }
    }
}
