import CPostgreSQL

/// A whole result, as libpq keeps it: read in place, and cleared with the last row that is left of it.
final class ResultTable: Sendable {
    let shape: ResultShape
    let rowCount: Int
    /// The address of the `PGresult`, which nobody changes any more: a pointer itself is not `Sendable`.
    private let address: UInt

    /// Takes `result` over.
    ///
    /// - Parameter known: the shape of an earlier result of the same statement, kept where it still fits.
    init(_ result: OpaquePointer, known: ResultShape? = nil) {
        address = UInt(bitPattern: result)
        shape = known.flatMap { $0.fits(result) ? $0 : nil } ?? ResultShape(result)
        rowCount = Int(PQntuples(result))
    }

    deinit {
        PQclear(result)
    }

    private var result: OpaquePointer? { OpaquePointer(bitPattern: address) }

    var names: [String] { shape.names }

    var rows: [PostgresRow] {
        (0..<rowCount).map { PostgresRow(table: self, index: $0) }
    }

    /// Where `column` stands, quickest where `guess` is right. Throws `PostgresError` of kind `decoding` where there is
    /// none.
    func position(of column: String, guess: Int = .max) throws(PostgresError) -> Int {
        if guess < shape.names.count, shape.names[guess] == column { return guess }
        guard let position = shape.columns[column] else {
            throw PostgresError(.decoding, "the result has no column \(column)")
        }
        return position
    }

    /// The value at a place, or nil where it is null. Good as long as the table.
    func cell(row: Int, column: Int) -> PostgresCell? {
        let (row, position) = (Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column))
        let length = Int(PQgetlength(result, row, position))
        if length == 0, PQgetisnull(result, row, position) == 1 { return nil }
        guard let start = PQgetvalue(result, row, position) else { return nil }
        let text = UnsafeRawBufferPointer(start: start, count: length).assumingMemoryBound(to: UInt8.self)
        return PostgresCell(text: text, type: shape.types[column])
    }

    func decode<T: PostgresDecodable>(
        row: Int, column: Int, as type: T.Type
    ) throws(PostgresError) -> T? {
        guard let cell = cell(row: row, column: column) else { return nil }
        let decoded = withExtendedLifetime(self) { T(postgres: cell) }
        guard let decoded else { throw mismatch(column, type) }
        return decoded
    }

    func mismatch(_ column: Int, _ type: Any.Type) -> PostgresError {
        PostgresError(.decoding, "column \(names[column]) is no \(type)")
    }
}
