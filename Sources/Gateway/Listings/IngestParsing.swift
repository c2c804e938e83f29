import Foundation
import Listings
import Persistence

/// Turns the rows of a body into listings, and writes into the answer what is wrong or odd about each.
struct IngestParsing {
    /// The most names of unknown fields that are counted: a scraper has dozens, not thousands.
    private static let maximumIgnoredNames = 200

    private(set) var answer = IngestAnswer()
    private(set) var rows: [IngestRow] = []
    private let parser = ListingParser()
    private let decoder = JSONDecoder()

    init(_ body: IngestBody) {
        rows.reserveCapacity(body.rows.count)
        answer.received = body.rows.count
        for row in body.rows { add(body.bytes[row.range], line: row.line) }
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>, line: Int) {
        if let raw = RawListing.read(bytes) { return add(raw, line: line) }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            return reject([FieldError("row", "is not valid UTF-8")], line: line)
        }
        guard let raw = try? decoder.decode(RawListing.self, from: Data(bytes)) else {
            return reject([FieldError("row", "is not valid JSON")], line: line)
        }
        add(raw, line: line)
    }

    private mutating func add(_ raw: RawListing, line: Int) {
        let parsed = parser.parse(raw)
        answer.addWarnings(parsed.warnings, line: line)
        for name in parsed.ignoredFields { ignore(name) }
        switch parsed.outcome {
        case .listing(let listing): rows.append(IngestRow(listing))
        case .removal(let source, let externalID):
            let gone = Listing(source: source, externalID: externalID, url: "", title: "", city: "")
            rows.append(IngestRow(gone, isRemoved: true))
        case .refused: reject(parsed.errors, line: line)
        }
    }

    private mutating func reject(_ errors: [FieldError], line: Int) {
        answer.rejected += 1
        answer.addErrors(errors, line: line)
    }

    private mutating func ignore(_ name: String) {
        let name = String(String.UnicodeScalarView(name.unicodeScalars.prefix(60)))
        if answer.ignoredFields[name] != nil || answer.ignoredFields.count < Self.maximumIgnoredNames {
            answer.ignoredFields[name, default: 0] += 1
        }
    }
}
