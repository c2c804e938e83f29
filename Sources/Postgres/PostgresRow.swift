/// One row of a result. Values are decoded when they are asked for, from bytes that all rows of the result share.
package struct PostgresRow: Sendable {
    let table: ResultTable
    let index: Int

    /// The value of `column`. Throws `PostgresError` of kind `decoding`, naming the column, where it is missing, null
    /// or of another type.
    package func decode<T: PostgresDecodable>(_ column: String, as type: T.Type = T.self) throws(PostgresError) -> T {
        guard let value = try decodeIfPresent(column, as: type) else {
            throw PostgresError(.decoding, "column \(column) is null")
        }
        return value
    }

    /// The value of `column`, or `nil` where it is null. Throws as `decode` does otherwise.
    package func decodeIfPresent<T: PostgresDecodable>(
        _ column: String, as type: T.Type = T.self
    ) throws(PostgresError) -> T? {
        guard let position = table.columns[column] else {
            throw PostgresError(.decoding, "the result has no column \(column)")
        }
        return try table.decode(row: index, column: position, name: column, as: type)
    }

    /// The columns' names in their order.
    package var columnNames: [String] { table.names }
}
