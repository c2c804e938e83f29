package import Foundation

/// One row of an ingest with its place in the body.
package struct ListingRow: Sendable, Equatable {
    /// From 1: the line of NDJSON, or the element of an array.
    package var line: Int
    /// Nil where the line is no JSON.
    package var raw: RawListing?
}

/// Takes an ingest's body apart. A broken line of NDJSON costs only itself; a broken array cannot be taken apart.
package enum ListingRows {
    /// The rows of a JSON array.
    /// - Throws: `FieldError` on `body` where it is no array, or holds too many rows.
    package static func array(_ body: Data) throws(FieldError) -> [ListingRow] {
        let rows: [RawListing]
        do {
            rows = try JSONDecoder().decode([RawListing].self, from: body)
        } catch {
            throw FieldError("body", "must be a JSON array of listings, in UTF-8")
        }
        try check(rows.count)
        return rows.enumerated().map { ListingRow(line: $0.offset + 1, raw: $0.element) }
    }

    /// The rows of NDJSON; empty lines are passed over.
    /// - Throws: `FieldError` on `body` where it holds too many rows.
    package static func lines(_ body: Data) throws(FieldError) -> [ListingRow] {
        let decoder = JSONDecoder()
        var rows: [ListingRow] = []
        for (index, line) in body.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            rows.append(ListingRow(line: index + 1, raw: try? decoder.decode(RawListing.self, from: line)))
            if rows.count > ListingLimits.rows { break }
        }
        try check(rows.count)
        return rows
    }

    private static func check(_ count: Int) throws(FieldError) {
        guard count <= ListingLimits.rows else {
            throw FieldError("body", "holds more than \(ListingLimits.rows) listings")
        }
    }
}
