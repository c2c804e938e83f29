package import Foundation

/// What an array column may hold. `UInt8` is special: `[UInt8]` is a `bytea`, or the bytes of any other type's text.
package protocol PostgresArrayElement: Sendable {
    static func array(postgres cell: PostgresCell) -> [Self]?
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    package init?(postgres cell: PostgresCell) {
        guard let value = Element.array(postgres: cell) else { return nil }
        self = value
    }
}

extension PostgresArrayElement where Self: PostgresDecodable {
    /// An array without nulls.
    package static func array(postgres cell: PostgresCell) -> [Self]? {
        ArrayLiteral.parse(cell.text) { element in
            element.flatMap { Self(postgres: PostgresCell(text: $0, type: 0)) }
        }
    }
}

extension String: PostgresArrayElement {}
extension Bool: PostgresArrayElement {}
extension Int64: PostgresArrayElement {}
extension Int: PostgresArrayElement {}
extension Double: PostgresArrayElement {}
extension UUID: PostgresArrayElement {}
extension Date: PostgresArrayElement {}

extension Optional: PostgresArrayElement where Wrapped: PostgresDecodable {
    /// An array in which nulls are allowed.
    package static func array(postgres cell: PostgresCell) -> [Wrapped?]? {
        ArrayLiteral.parse(cell.text) { element -> Wrapped?? in
            guard let element else { return .some(nil) }
            return Wrapped(postgres: PostgresCell(text: element, type: 0)).map { .some($0) }
        }
    }
}

extension UInt8: PostgresArrayElement {
    package static func array(postgres cell: PostgresCell) -> [UInt8]? {
        cell.type == PostgresCell.bytea ? TextBytes.parse(cell.text) : Array(cell.text)
    }
}
