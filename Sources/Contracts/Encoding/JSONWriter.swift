package import Foundation

/// Writes JSON straight into bytes, fields in the order in which they are given, nil as null. An encoder by containers
/// takes six times as long, and messages are written for every match.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []
    /// A number that JSON has no way to write was met: NaN or an infinity.
    private(set) var hasUnwritableNumber = false

    /// - Parameter capacity: how many bytes are expected, if that is known.
    package init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    package mutating func object(_ fields: (inout JSONWriter) throws -> Void) rethrows {
        bytes.append(UInt8(ascii: "{"))
        try fields(&self)
        bytes.append(UInt8(ascii: "}"))
    }

    package mutating func array<Items: Sequence>(
        _ items: Items, _ write: (inout JSONWriter, Items.Element) throws -> Void
    ) rethrows {
        open()
        for item in items {
            separate()
            try write(&self, item)
        }
        close()
    }

    private mutating func open() { bytes.append(UInt8(ascii: "[")) }

    private mutating func close() { bytes.append(UInt8(ascii: "]")) }

    /// Before an element of an array.
    private mutating func separate() { separate(after: UInt8(ascii: "[")) }

    /// A field whose value `write` writes.
    package mutating func field(_ name: String, _ write: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try write(&self)
    }

    /// A field whose value is JSON already.
    package mutating func field(_ name: String, written value: UnsafeBufferPointer<UInt8>) {
        key(name)
        bytes.append(contentsOf: value)
    }

    package mutating func field(_ name: String, _ value: String?) {
        key(name)
        if let value { string(value) } else { raw("null") }
    }

    // One for each type: a generic one is not specialised outside this module.
    package mutating func field(_ name: String, _ value: Int?) { field(name, value.map { Int64($0) }) }

    package mutating func field(_ name: String, _ value: Int64?) {
        key(name)
        if let value { whole(value) } else { raw("null") }
    }

    package mutating func field(_ name: String, _ values: [String]) {
        key(name)
        array(values) { $0.string($1) }
    }

    package mutating func field(_ name: String, _ value: Bool?) {
        key(name)
        if let value { raw(value ? "true" : "false") } else { raw("null") }
    }

    package mutating func field(_ name: String, _ value: Double?) {
        key(name)
        if let value { number(value) } else { raw("null") }
    }

    package mutating func field(_ name: String, _ value: Date?) {
        key(name)
        guard let value else { return raw("null") }
        bytes.append(UInt8(ascii: "\""))
        Timestamp.append(value, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

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
            case 0..<0x20: raw(text: "\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
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
        if let whole = Int64(exactly: number) { self.whole(whole) } else { raw(text: number.description) }
    }

    private mutating func key(_ name: String) {
        separate(after: UInt8(ascii: "{"))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func whole(_ number: Int64) {
        // A digit at a time from the last one: a text in between takes longer.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var (rest, start) = (number.magnitude, digits.count)
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if number < 0 { bytes.append(UInt8(ascii: "-")) }
            bytes.append(contentsOf: digits[start...])
        }
    }

    private mutating func raw(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func raw(text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func separate(after opening: UInt8) {
        if bytes.last != opening { bytes.append(UInt8(ascii: ",")) }
    }
}
