package import Foundation

/// Writes JSON straight into bytes, fields in the order in which they are given, nil as null. An encoder by containers
/// takes six times as long, and messages are written for every match.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []
    /// A number that JSON has no way to write was met: NaN or an infinity.
    private(set) var hasUnwritableNumber = false

    /// - Parameter capacity: bytes that it will write, as far as that is known.
    package init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    package mutating func object(_ fields: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        fields(&self)
        bytes.append(UInt8(ascii: "}"))
    }

    package mutating func array<Items: Sequence>(_ items: Items, _ write: (inout JSONWriter, Items.Element) -> Void) {
        bytes.append(UInt8(ascii: "["))
        for item in items {
            separate(after: UInt8(ascii: "["))
            write(&self, item)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// A field whose value `write` writes.
    package mutating func field(_ name: String, _ write: (inout JSONWriter) -> Void) {
        separate(after: UInt8(ascii: "{"))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        write(&self)
    }

    package mutating func field(_ name: String, _ value: String?) {
        field(name) { writer in value.map { writer.string($0) } ?? writer.raw("null") }
    }

    package mutating func field(_ name: String, _ value: (some BinaryInteger)?) {
        field(name) { $0.raw(value.map { String($0) } ?? "null") }
    }

    package mutating func field(_ name: String, _ value: Bool?) {
        field(name) { $0.raw(value.map { $0 ? "true" : "false" } ?? "null") }
    }

    package mutating func field(_ name: String, _ value: Double?) {
        field(name) { writer in value.map { writer.number($0) } ?? writer.raw("null") }
    }

    package mutating func field(_ name: String, _ value: Date?) { field(name, value.map(Timestamp.text)) }

    package mutating func field(_ name: String, _ value: UUID) { field(name, value.text) }

    package mutating func string(_ text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        let isPlain = text.withUTF8 { part in
            guard PlainText.end(in: part, from: 0) == part.count else { return false }
            bytes.append(contentsOf: part)
            bytes.append(UInt8(ascii: "\""))
            return true
        }
        if isPlain { return }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0x0A: raw("\\n")
            case 0..<0x20: raw("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    package mutating func number(_ number: Double) {
        guard number.isFinite else {
            hasUnwritableNumber = true
            return raw("null")
        }
        raw(Int64(exactly: number).map { String($0) } ?? number.description)
    }

    private mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func separate(after opening: UInt8) {
        if bytes.last != opening { bytes.append(UInt8(ascii: ",")) }
    }
}
