import CPostgreSQL

/// A whole result, copied out of libpq once: the cells' text one after the other, and where each begins.
final class ResultTable: Sendable {
    let shape: ResultShape
    let rowCount: Int
    private let bytes: [UInt8]
    /// Two for each cell, row by row: where it begins, and its length or -1 for null.
    private let cells: [Int]

    /// - Parameter known: the shape of an earlier result of the same statement, kept where it still fits.
    init(_ result: OpaquePointer, known: ResultShape? = nil) {
        let rows = PQntuples(result)
        shape = known.flatMap { $0.fits(result) ? $0 : nil } ?? ResultShape(result)
        rowCount = Int(rows)
        (bytes, cells) = Self.copy(result, rows: rows, columns: PQnfields(result))
    }

    var names: [String] { shape.names }
    var columns: [String: Int] { shape.columns }

    var rows: [PostgresRow] {
        (0..<rowCount).map { PostgresRow(table: self, index: $0) }
    }

    func decode<T: PostgresDecodable>(
        row: Int, column: Int, name: String, as type: T.Type
    ) throws(PostgresError) -> T? {
        let cell = 2 * (row * names.count + column)
        let length = cells[cell + 1]
        guard length >= 0 else { return nil }
        let start = cells[cell]
        let decoded = bytes.withUnsafeBufferPointer { all in
            T(
                postgres: PostgresCell(
                    text: UnsafeBufferPointer(rebasing: all[start..<start + length]), type: shape.types[column]))
        }
        guard let decoded else { throw PostgresError(.decoding, "column \(name) is no \(T.self)") }
        return decoded
    }

    private static func copy(_ result: OpaquePointer, rows: Int32, columns: Int32) -> ([UInt8], [Int]) {
        var cells: [Int] = []
        cells.reserveCapacity(2 * Int(rows) * Int(columns))
        var total = 0
        for row in 0..<rows {
            for column in 0..<columns {
                let isNull = PQgetisnull(result, row, column) == 1
                let length = isNull ? 0 : Int(PQgetlength(result, row, column))
                cells.append(total)
                cells.append(isNull ? -1 : length)
                total += length
            }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(total)
        for row in 0..<rows {
            for column in 0..<columns {
                guard let value = PQgetvalue(result, row, column) else { continue }
                let length = Int(PQgetlength(result, row, column))
                bytes.append(contentsOf: UnsafeRawBufferPointer(start: value, count: length))
            }
        }
        return (bytes, cells)
    }
}
