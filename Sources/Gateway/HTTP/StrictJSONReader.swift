import Foundation

/// Reads one JSON document to the letter of RFC 8259, and no more than that: no trailing comma, no name twice in one
/// object, no half of a surrogate pair, no nesting beyond ``maximumDepth``, no number that a double cannot hold.
struct StrictJSONReader {
    static let maximumDepth = 64

    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0

    static func read(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONValue {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw JSONSyntaxError(detail: "The body is not valid UTF-8.")
        }
        var reader = StrictJSONReader(bytes: bytes)
        let value = try reader.value()
        guard reader.peek() == nil else { throw JSONSyntaxError(detail: "Something follows the JSON value.") }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next byte that is no white space; nil at the end.
    private mutating func peek() -> UInt8? {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return bytes[index]
            }
        }
        return nil
    }

    private static let syntax = JSONSyntaxError(detail: "The body is not valid JSON.")

    private mutating func value() throws(JSONSyntaxError) -> JSONValue {
        switch peek() {
        case UInt8(ascii: "{"): return try nested { reader throws(JSONSyntaxError) in try reader.object() }
        case UInt8(ascii: "["): return try nested { reader throws(JSONSyntaxError) in try reader.list() }
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case .some(let byte) where byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte):
            return .number(try number())
        default: throw Self.syntax
        }
    }

    private mutating func nested(
        _ read: (inout StrictJSONReader) throws(JSONSyntaxError) -> JSONValue
    ) throws(JSONSyntaxError) -> JSONValue {
        guard depth < Self.maximumDepth else {
            throw JSONSyntaxError(detail: "The JSON is nested more than \(Self.maximumDepth) deep.")
        }
        depth += 1
        index += 1
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(JSONSyntaxError) -> JSONValue {
        var object: [String: JSONValue] = [:]
        if take(UInt8(ascii: "}")) { return .object(object) }
        while true {
            guard peek() == UInt8(ascii: "\"") else { throw Self.syntax }
            let name = try text()
            guard take(UInt8(ascii: ":")) else { throw Self.syntax }
            guard object.updateValue(try value(), forKey: name) == nil else {
                throw JSONSyntaxError(detail: "A name comes twice in one object: \(Self.shown(name)).")
            }
            if take(UInt8(ascii: "}")) { return .object(object) }
            guard take(UInt8(ascii: ",")) else { throw Self.syntax }
        }
    }

    /// The beginning of a name, without what would disturb the answer.
    private static func shown(_ name: String) -> String {
        String(
            String.UnicodeScalarView(name.unicodeScalars.filter { $0.properties.isAlphabetic || $0 == "_" }.prefix(40)))
    }

    private mutating func list() throws(JSONSyntaxError) -> JSONValue {
        var list: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return .list(list) }
        while true {
            list.append(try value())
            if take(UInt8(ascii: "]")) { return .list(list) }
            guard take(UInt8(ascii: ",")) else { throw Self.syntax }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        index += 1
        return true
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        guard bytes[index...].starts(with: word.utf8) else { throw Self.syntax }
        index += word.utf8.count
        return value
    }

    private mutating func number() throws(JSONSyntaxError) -> Double {
        let start = index
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        let isZero = index < bytes.count && bytes[index] == UInt8(ascii: "0")
        guard case let whole = digits(), whole > 0, !isZero || whole == 1 else { throw Self.syntax }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            guard digits() > 0 else { throw Self.syntax }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            guard digits() > 0 else { throw Self.syntax }
        }
        guard let number = Double(String(decoding: bytes[start..<index], as: UTF8.self)), number.isFinite else {
            throw JSONSyntaxError(detail: "A number is too large.")
        }
        return number
    }

    private mutating func digits() -> Int {
        let start = index
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
        return index - start
    }

    private mutating func text() throws(JSONSyntaxError) -> String {
        index += 1
        var text: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text.append(contentsOf: try escape().utf8)
            case 0..<0x20: throw Self.syntax
            default: text.append(byte)
            }
        }
        throw Self.syntax
    }

    private mutating func escape() throws(JSONSyntaxError) -> String {
        guard index < bytes.count else { throw Self.syntax }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return String(UnicodeScalar(byte))
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try codePoint()
        default: throw Self.syntax
        }
    }

    private mutating func codePoint() throws(JSONSyntaxError) -> String {
        let first = try hexadecimal()
        if let scalar = UnicodeScalar(first) { return String(Character(scalar)) }
        guard (0xD800..<0xDC00).contains(first), bytes[index...].starts(with: #"\u"#.utf8) else {
            throw JSONSyntaxError(detail: "A text holds half of a surrogate pair.")
        }
        index += 2
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = UnicodeScalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw JSONSyntaxError(detail: "A text holds half of a surrogate pair.") }
        return String(Character(scalar))
    }

    private mutating func hexadecimal() throws(JSONSyntaxError) -> UInt32 {
        let digits = bytes[index...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ ($0 as UInt8).isHexadecimal }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw Self.syntax }
        index += 4
        return value
    }
}

extension UInt8 {
    fileprivate var isHexadecimal: Bool {
        (0x30...0x39).contains(self) || (0x41...0x46).contains(self) || (0x61...0x66).contains(self)
    }
}
