/// Reads text fields.
struct TextReader {
    /// The most characters kept, counted as Unicode code points.
    var limit: Int
    /// Whether line breaks stay.
    var keepsLines = false

    /// The text without control characters and needless blanks; more than the limit is left out.
    func read(_ value: RawValue) -> Reading<String> {
        switch value {
        case .null: return .notStated
        case .text(let text):
            let text = Self.clean(text, limit: limit, keepsLines: keepsLines)
            return Placeholder.isEmpty(text) ? .notStated : .stated(text)
        case .number(let number):
            return .stated(Int64(exactly: number).map { "\($0)" } ?? "\(number)")
        case .bool, .list, .unreadable: return .wrong("must be text")
        }
    }

    /// Whether the limit cuts this value.
    func cuts(_ value: RawValue) -> Bool {
        guard case .text(let text) = value else { return false }
        return text.utf8.count > limit && text.trimmed.unicodeScalars.count > limit
    }

    /// A value that may not be cut.
    func readWhole(_ value: RawValue) -> Reading<String> {
        cuts(value) ? .wrong("is longer than \(limit) characters") : read(value)
    }

    /// Whether nothing is to be cleaned: printable ASCII within the limit, and no two blanks together.
    private static func isClean(_ text: String, limit: Int) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count <= limit, bytes.first != 0x20, bytes.last != 0x20 else { return false }
            var previous: UInt8 = 0
            for byte in bytes {
                guard byte >= 0x20, byte < 0x7F, byte != 0x20 || previous != 0x20 else { return false }
                previous = byte
            }
            return true
        }
    }

    private static func clean(_ text: String, limit: Int, keepsLines: Bool) -> String {
        if isClean(text, limit: limit) { return text }
        // Twice the limit is looked at, so that runs of blanks do not cost what follows them.
        let bounded = text.cut(to: limit * 2)
        let lines = keepsLines ? bounded.split(whereSeparator: \.isNewline) : [bounded]
        let cleaned = lines.map { line in
            line.split(whereSeparator: { $0.isWhitespace || $0.isControl }).joined(separator: " ")
        }
        return String(cleaned.filter { !$0.isEmpty }.joined(separator: "\n").cut(to: limit)).trimmed
    }
}
