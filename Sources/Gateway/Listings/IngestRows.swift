import Contracts
import HTTPTypes

/// Where the rows of an ingest lie in its body. Each row is parsed by itself afterwards, so one that is not JSON
/// costs none of the others, and a large body never becomes one large tree.
struct IngestRows: Sendable {
    /// A row: its number as a client counts (the line, or the place in the array, from 1) and its bytes.
    struct Row: Equatable, Sendable {
        let line: Int
        let range: Range<Int>
    }

    /// How the rows are written.
    enum Format: Equatable, Sendable {
        /// `application/json`: one array of objects.
        case array
        /// `application/x-ndjson`: one object a line; empty lines are skipped.
        case lines
    }

    /// The most rows of one request.
    static let maximum = 10_000

    let rows: [Row]

    /// - Throws: ``Problem`` 400 when an array does not begin or does not end, 413 beyond ``maximum`` rows.
    init(_ bytes: [UInt8], format: Format) throws(Problem) {
        switch format {
        case .lines: rows = try Self.lines(bytes)
        case .array: rows = try Self.elements(bytes)
        }
    }

    private static func lines(_ bytes: [UInt8]) throws(Problem) -> [Row] {
        var rows: [Row] = []
        var line = 1
        var start = 0
        for index in 0...bytes.count where index == bytes.count || bytes[index] == UInt8(ascii: "\n") {
            if let range = trimmed(bytes, start..<index) { try append(Row(line: line, range: range), to: &rows) }
            line += 1
            start = index + 1
        }
        return rows
    }

    /// Finds the commas between an array's elements by counting brackets outside strings.
    private static func elements(_ bytes: [UInt8]) throws(Problem) -> [Row] {
        guard let whole = trimmed(bytes, 0..<bytes.count), bytes[whole.lowerBound] == UInt8(ascii: "["),
            bytes[whole.upperBound - 1] == UInt8(ascii: "]"), whole.count >= 2
        else { throw .malformed("The body must be one JSON array of objects.") }
        let inside = whole.lowerBound + 1..<whole.upperBound - 1
        return try bytes.withUnsafeBufferPointer { all throws(Problem) in
            var scanner = JSONScanner(UnsafeBufferPointer(rebasing: all[inside]))
            return try elements(bytes, inside, &scanner)
        }
    }

    private static func elements(
        _ bytes: [UInt8], _ inside: Range<Int>, _ scanner: inout JSONScanner
    ) throws(Problem) -> [Row] {
        var rows: [Row] = []
        var start = inside.lowerBound
        while let comma = scanner.nextComma() {
            let end = inside.lowerBound + comma
            try append(Row(line: rows.count + 1, range: trimmed(bytes, start..<end) ?? start..<start), to: &rows)
            start = end + 1
        }
        guard scanner.isBalanced else { throw .malformed("The JSON array has brackets or quotes that do not pair.") }
        let last = trimmed(bytes, start..<inside.upperBound)
        if last != nil || !rows.isEmpty {
            try append(Row(line: rows.count + 1, range: last ?? start..<start), to: &rows)
        }
        return rows
    }

    private static func append(_ row: Row, to rows: inout [Row]) throws(Problem) {
        guard rows.count < maximum else {
            throw Problem(
                slug: "too-large", title: "The request is too large", status: .contentTooLarge,
                detail: "A request may have at most \(maximum) rows.")
        }
        rows.append(row)
    }

    private static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int>? {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, isSpace(bytes[start]) { start += 1 }
        while end > start, isSpace(bytes[end - 1]) { end -= 1 }
        return start < end ? start..<end : nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}

/// Tells an array's own commas from those inside its elements.
private struct JSONScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0
    private var isInString = false
    private var wasNegative = false

    /// - Parameter bytes: what stands between the array's brackets; they outlive the scanner.
    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Once there are no more commas.
    var isBalanced: Bool { depth == 0 && !isInString && !wasNegative }

    mutating func nextComma() -> Int? {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): skipString()
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth < 0 { wasNegative = true }
            case UInt8(ascii: ",") where depth == 0: return position - 1
            default: break
            }
        }
        return nil
    }

    /// From behind a string's first quote to behind its last.
    private mutating func skipString() {
        isInString = true
        while isInString, position < bytes.count {
            position = PlainText.end(in: bytes, from: position)
            guard position < bytes.count else { return }
            isInString = bytes[position] != UInt8(ascii: "\"")
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
    }
}
