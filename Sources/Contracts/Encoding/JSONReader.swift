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

    /// The same with each key's bytes as they are written, for keys that are looked up; one with an escape is unusual.
    package mutating func members(
        _ member: (inout JSONReader, UnsafeBufferPointer<UInt8>) throws(Unusual) -> Void
    ) throws(Unusual) {
        try sequence(from: UInt8(ascii: "{"), to: UInt8(ascii: "}")) { reader throws(Unusual) in
            try reader.expect(UInt8(ascii: "\""))
            let start = reader.position
            reader.position = PlainText.end(in: reader.bytes, from: start)
            let key = UnsafeBufferPointer(rebasing: reader.bytes[start..<reader.position])
            try reader.take(UInt8(ascii: "\""))
            try reader.expect(UInt8(ascii: ":"))
            try member(&reader, key)
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
        let run = PlainText.run(in: bytes, from: start)
        position = run.end
        if peek == UInt8(ascii: "\\") { return try unescaped(from: start) }
        let text = try text(start..<position, isASCII: run.isASCII)
        try take(UInt8(ascii: "\""))
        return text
    }

    /// A string with escapes, from its first character on.
    private mutating func unescaped(from start: Int) throws(Unusual) -> String {
        var text = Array(bytes[start..<position])
        while peek == UInt8(ascii: "\\") {
            position += 1
            try escape(into: &text)
            let plain = position
            position = PlainText.end(in: bytes, from: plain)
            text.append(contentsOf: bytes[plain..<position])
        }
        try take(UInt8(ascii: "\""))
        guard let text = String(validating: text, as: UTF8.self) else { throw Unusual() }
        return text
    }

    private mutating func escape(into text: inout [UInt8]) throws(Unusual) {
        guard let byte = peek else { throw Unusual() }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: Character(try scalar()).utf8)
        default: throw Unusual()
        }
    }

    /// A character by number, behind its `\u`; beyond U+FFFF it takes two numbers. Halves of such pairs are unusual.
    private mutating func scalar() throws(Unusual) -> Unicode.Scalar {
        let unit = try hexadecimal()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        try take(UInt8(ascii: "\\"))
        try take(UInt8(ascii: "u"))
        let low = try hexadecimal()
        guard (0xD800..<0xDC00).contains(unit), (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw Unusual() }
        return scalar
    }

    private mutating func hexadecimal() throws(Unusual) -> UInt32 {
        guard position + 4 <= bytes.count else { throw Unusual() }
        var number: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            switch byte {
            case 0x30...0x39: number = number << 4 | UInt32(byte - 0x30)
            case 0x41...0x46, 0x61...0x66: number = number << 4 | UInt32((byte | 0x20) - 0x57)
            default: throw Unusual()
            }
        }
        position += 4
        return number
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
        let token = try numberToken()
        if let number = exact(token.range) { return number }
        guard let number = Double(try text(token.range, isASCII: true)), number.isFinite else { throw Unusual() }
        return number
    }

    /// A number of at most 15 digits: it and the power of ten are doubles without rounding, so their quotient is the
    /// nearest to the decimal, as of the long way.
    private func exact(_ range: Range<Int>) -> Double? {
        guard range.count <= 16 else { return nil }
        var (digits, count, fraction) = (0, 0, 0)
        var isFraction = false
        for byte in bytes[range] {
            switch byte {
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "-"): break
            default:
                digits = digits * 10 + Int(byte & 0x0F)
                count += 1
                if isFraction { fraction += 1 }
            }
        }
        guard count <= 15 else { return nil }
        let number = Double(digits) / Self.powersOfTen[fraction]
        return bytes[range.lowerBound] == UInt8(ascii: "-") ? -number : number
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

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
        skipSpace()
        try take(byte)
    }

    private mutating func take(_ byte: UInt8) throws(Unusual) {
        guard peek == byte else { throw Unusual() }
        position += 1
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }
}
