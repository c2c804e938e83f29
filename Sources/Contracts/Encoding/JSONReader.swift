/// Reads JSON straight from bytes, in one pass. A decoder by containers takes ten times as long, and a sender reads
/// every message it sends.
///
/// It gives up (`Unusual`) on whatever it is not sure of, right or wrong; the decoder by containers, which then has its
/// turn, says what is wrong and where. So this one never refuses a message, and accepts none that the other would not.
package struct JSONReader {
    package struct Unusual: Error {
        package init() {}
    }

    /// What a value is, by its first byte.
    package enum Kind: Sendable { case object, array, string, flag, null, number }

    /// Objects and arrays inside each other.
    private static let deepest = 32

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0

    package init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// An object: `field` reads the value of each key, or leaves it to `skip`.
    package mutating func object(_ field: (inout JSONReader, String) throws(Unusual) -> Void) throws(Unusual) {
        try sequence(from: UInt8(ascii: "{"), to: UInt8(ascii: "}")) { reader throws(Unusual) in
            let key = try reader.string()
            try reader.expect(UInt8(ascii: ":"))
            try field(&reader, key)
        }
    }

    package mutating func array<Element>(
        _ element: (inout JSONReader) throws(Unusual) -> Element
    ) throws(Unusual) -> [Element] {
        var elements: [Element] = []
        try sequence(from: UInt8(ascii: "["), to: UInt8(ascii: "]")) { reader throws(Unusual) in
            elements.append(try element(&reader))
        }
        return elements
    }

    /// Nil for `null`, else what `read` reads.
    package mutating func ifPresent<Value>(
        _ read: (inout JSONReader) throws(Unusual) -> Value
    ) throws(Unusual) -> Value? {
        if try next() == UInt8(ascii: "n") {
            try word("null")
            return nil
        }
        return try read(&self)
    }

    /// What comes next, not yet read.
    package mutating func kind() throws(Unusual) -> Kind {
        switch try next() {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .flag
        case UInt8(ascii: "n"): .null
        default: .number
        }
    }

    package mutating func flag() throws(Unusual) -> Bool {
        let isTrue = try next() == UInt8(ascii: "t")
        try word(isTrue ? "true" : "false")
        return isTrue
    }

    package mutating func string() throws(Unusual) -> String {
        try expect(UInt8(ascii: "\""))
        let start = position
        var all: UInt8 = 0
        while position < bytes.count {
            let byte = bytes[position]
            guard byte >= 0x20 else { throw Unusual() }
            if byte == UInt8(ascii: "\\") { return try unescaped(from: start) }
            position += 1
            if byte == UInt8(ascii: "\"") { return try text(start..<position - 1, isASCII: all < 0x80) }
            all |= byte
        }
        throw Unusual()
    }

    /// A string with short escapes, from its first character on; those by number are left to the other one.
    private mutating func unescaped(from start: Int) throws(Unusual) -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: text, as: UTF8.self) else { throw Unusual() }
                return text
            case UInt8(ascii: "\\"): text.append(try escape())
            case 0..<0x20: throw Unusual()
            default: text.append(byte)
            }
        }
        throw Unusual()
    }

    private mutating func escape() throws(Unusual) -> UInt8 {
        guard let byte = peek else { throw Unusual() }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return byte
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        default: throw Unusual()
        }
    }

    /// A whole number of at most 18 digits.
    package mutating func whole<Number: FixedWidthInteger>() throws(Unusual) -> Number {
        let token = try numberToken()
        guard token.isWhole, token.range.count <= 18, let number = Number(try text(token.range, isASCII: true)) else {
            throw Unusual()
        }
        return number
    }

    package mutating func number() throws(Unusual) -> Double {
        let range = try numberToken().range
        guard let number = Double(try text(range, isASCII: true)), number.isFinite else { throw Unusual() }
        return number
    }

    /// Any value, unread.
    package mutating func skip() throws(Unusual) {
        switch try next() {
        case UInt8(ascii: "{"): try object { reader, _ throws(Unusual) in try reader.skip() }
        case UInt8(ascii: "["): _ = try array { reader throws(Unusual) in try reader.skip() }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "n"): try word("null")
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try flag()
        default: _ = try number()
        }
    }

    /// Nothing but white space may follow.
    package mutating func end() throws(Unusual) {
        skipSpace()
        guard position == bytes.count else { throw Unusual() }
    }

    private mutating func sequence(
        from opening: UInt8, to closing: UInt8, _ item: (inout JSONReader) throws(Unusual) -> Void
    ) throws(Unusual) {
        try expect(opening)
        depth += 1
        guard depth <= Self.deepest else { throw Unusual() }
        if try next() == closing {
            position += 1
        } else {
            while true {
                try item(&self)
                let separator = try next()
                position += 1
                if separator == closing { break }
                guard separator == UInt8(ascii: ",") else { throw Unusual() }
            }
        }
        depth -= 1
    }

    /// A number by JSON's grammar, which is narrower than Swift's.
    private mutating func numberToken() throws(Unusual) -> (range: Range<Int>, isWhole: Bool) {
        skipSpace()
        let start = position
        var isWhole = true
        if peek == UInt8(ascii: "-") { position += 1 }
        let first = peek
        let digits = skipDigits()
        guard digits > 0, digits == 1 || first != UInt8(ascii: "0") else { throw Unusual() }
        if peek == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            guard skipDigits() > 0 else { throw Unusual() }
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") { throw Unusual() }
        return (start..<position, isWhole)
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position - start
    }

    private mutating func word(_ word: StaticString) throws(Unusual) {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count else { throw Unusual() }
        for index in 0..<count where bytes[position + index] != word.utf8Start[index] { throw Unusual() }
        position += count
    }

    private func text(_ range: Range<Int>, isASCII: Bool) throws(Unusual) -> String {
        let part = UnsafeBufferPointer(rebasing: bytes[range])
        if isASCII { return String(decoding: part, as: UTF8.self) }
        guard let text = String(validating: part, as: UTF8.self) else { throw Unusual() }
        return text
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// The next byte that is no white space, not yet taken.
    private mutating func next() throws(Unusual) -> UInt8 {
        skipSpace()
        guard let byte = peek else { throw Unusual() }
        return byte
    }

    private mutating func expect(_ byte: UInt8) throws(Unusual) {
        guard try next() == byte else { throw Unusual() }
        position += 1
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }
}
