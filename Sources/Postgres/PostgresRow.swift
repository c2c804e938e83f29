package import Foundation

/// One row of a result. Values are decoded when they are asked for, from bytes that all rows of the result share.
package struct PostgresRow: Sendable {
    let table: ResultTable
    let index: Int

    /// The value of `column`. Throws `PostgresError` of kind `decoding`, naming the column, where it is missing, null
    /// or of another type.
    package func decode<T: PostgresDecodable>(_ column: String, as type: T.Type = T.self) throws(PostgresError) -> T {
        guard let value = try decodeIfPresent(column, as: type) else { throw .null(column) }
        return value
    }

    /// The value of `column`, or `nil` where it is null. Throws as `decode` does otherwise.
    package func decodeIfPresent<T: PostgresDecodable>(
        _ column: String, as type: T.Type = T.self
    ) throws(PostgresError) -> T? {
        try table.decode(row: index, column: try table.position(of: column), as: type)
    }

    /// Gives `body` the text of `column` where it lies, or answers nil where it is null. Throws as `decode` does.
    package func withText<R>(
        of column: String, _ body: (UnsafeBufferPointer<UInt8>) -> R
    ) throws(PostgresError) -> R? {
        guard let cell = table.cell(row: index, column: try table.position(of: column)) else { return nil }
        return withExtendedLifetime(table) { body(cell.text) }
    }

    /// The columns' names in their order.
    package var columnNames: [String] { table.names }

    /// The row's values one after the other.
    package var columns: PostgresColumns { PostgresColumns(row: self) }
}

/// A row whose columns are read in their order, which spares looking each one up. In any other order it is right too.
///
/// Each type has functions of its own: a generic one is not specialised outside this module, and takes five times as
/// long.
package struct PostgresColumns {
    private let row: PostgresRow
    private var next = 0

    init(row: PostgresRow) {
        self.row = row
    }

    package mutating func int64(_ column: String) throws(PostgresError) -> Int64 { try value(column) }
    package mutating func int64IfPresent(_ column: String) throws(PostgresError) -> Int64? { try optional(column) }
    package mutating func int(_ column: String) throws(PostgresError) -> Int { try value(column) }
    package mutating func intIfPresent(_ column: String) throws(PostgresError) -> Int? { try optional(column) }
    package mutating func double(_ column: String) throws(PostgresError) -> Double { try value(column) }
    package mutating func doubleIfPresent(_ column: String) throws(PostgresError) -> Double? { try optional(column) }
    package mutating func string(_ column: String) throws(PostgresError) -> String { try value(column) }
    package mutating func stringIfPresent(_ column: String) throws(PostgresError) -> String? { try optional(column) }
    package mutating func bool(_ column: String) throws(PostgresError) -> Bool { try value(column) }
    package mutating func boolIfPresent(_ column: String) throws(PostgresError) -> Bool? { try optional(column) }
    package mutating func date(_ column: String) throws(PostgresError) -> Date { try value(column) }
    package mutating func dateIfPresent(_ column: String) throws(PostgresError) -> Date? { try optional(column) }
    package mutating func strings(_ column: String) throws(PostgresError) -> [String] { try value(column) }
    package mutating func stringsIfPresent(_ column: String) throws(PostgresError) -> [String]? { try optional(column) }

    private mutating func value<T: PostgresDecodable>(_ column: String) throws(PostgresError) -> T {
        guard let value: T = try optional(column) else { throw .null(column) }
        return value
    }

    private mutating func optional<T: PostgresDecodable>(_ column: String) throws(PostgresError) -> T? {
        let position = try row.table.position(of: column, guess: next)
        next = position + 1
        return try row.table.decode(row: row.index, column: position, as: T.self)
    }
}

extension PostgresError {
    fileprivate static func null(_ column: String) -> PostgresError {
        PostgresError(.decoding, "column \(column) is null")
    }
}
