import Listings
import Persistence

/// What became of an ingest, as scrapers read it.
struct IngestAnswer: Encodable, Sendable {
    /// Something about one row: the line as the client counts, the field, and the fault.
    struct Finding: Encodable, Equatable, Sendable {
        let line: Int
        let field: String
        let detail: String
    }

    /// The most errors, and the most warnings, that one answer lists.
    static let maximumFindings = 10_000

    var received = 0
    var created = 0
    var updated = 0
    var unchanged = 0
    var removed = 0
    var rejected = 0
    var errors: [Finding] = []
    var warnings: [Finding] = []
    /// Names that no listing has, and in how many rows they came.
    var ignoredFields: [String: Int] = [:]
    /// How many errors and warnings are not listed; absent when all are.
    var omitted: Int?

    mutating func addErrors(_ found: [FieldError], line: Int) {
        Self.add(found, line: line, to: &errors, omitted: &omitted)
    }

    mutating func addWarnings(_ found: [FieldError], line: Int) {
        Self.add(found, line: line, to: &warnings, omitted: &omitted)
    }

    mutating func add(_ result: IngestResult) {
        created += result.count(.created)
        updated += result.count(.updated)
        unchanged += result.count(.unchanged)
        removed += result.count(.removed)
    }

    private static func add(
        _ found: [FieldError], line: Int, to findings: inout [Finding], omitted: inout Int?
    ) {
        for error in found {
            if findings.count < maximumFindings {
                findings.append(Finding(line: line, field: error.field, detail: error.detail))
            } else {
                omitted = (omitted ?? 0) + 1
            }
        }
    }
}
