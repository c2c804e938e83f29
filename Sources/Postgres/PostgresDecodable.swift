package import Foundation

/// One value in the server's text format, with the type the server gave it.
package struct PostgresCell {
    let text: UnsafeBufferPointer<UInt8>
    let type: UInt32

    /// `bytea`'s object id.
    static let bytea: UInt32 = 17

    var string: String { String(decoding: text, as: UTF8.self) }
}

/// A type that a column decodes to. `nil` says that the text is not of this type.
package protocol PostgresDecodable: Sendable {
    init?(postgres cell: PostgresCell)
}

extension String: PostgresDecodable {
    /// Every type has a text, so every column decodes to a string.
    package init?(postgres cell: PostgresCell) { self = cell.string }
}

extension Bool: PostgresDecodable {
    package init?(postgres cell: PostgresCell) {
        guard cell.text.count == 1 else { return nil }
        switch cell.text[0] {
        case UInt8(ascii: "t"): self = true
        case UInt8(ascii: "f"): self = false
        default: return nil
        }
    }
}

extension Int64: PostgresDecodable {
    package init?(postgres cell: PostgresCell) {
        guard let value = TextNumber.parse(cell.text) else { return nil }
        self = value
    }
}

extension Int: PostgresDecodable {
    package init?(postgres cell: PostgresCell) {
        guard let value = TextNumber.parse(cell.text) else { return nil }
        self = Int(value)
    }
}

extension Double: PostgresDecodable {
    package init?(postgres cell: PostgresCell) { self.init(cell.string) }
}

extension UUID: PostgresDecodable {
    package init?(postgres cell: PostgresCell) {
        guard let value = TextUUID.parse(cell.text) else { return nil }
        self = value
    }
}

extension Date: PostgresDecodable {
    package init?(postgres cell: PostgresCell) {
        guard let value = TextTimestamp.parse(cell.text) else { return nil }
        self = value
    }
}
