/// What stands in a tag after its name: `name="value"`, `name='value'`, `name=value` or `name`.
///
/// Scanned by hand: a regular expression would be compiled anew for every tag of every message.
struct TagAttributes {
    private(set) var values: [String: String] = [:]

    /// Nil when a quotation mark is not closed.
    init?(_ text: Substring) {
        var rest = text.unicodeScalars
        Self.skipSpace(&rest)
        while !rest.isEmpty {
            let name = Self.take(&rest) { !Self.isSpace($0) && $0 != "=" }
            Self.skipSpace(&rest)
            guard rest.first == "=" else {
                values[name.lowercased()] = ""
                if name.isEmpty { return nil }
                continue
            }
            rest.removeFirst()
            Self.skipSpace(&rest)
            guard let value = Self.value(&rest) else { return nil }
            values[name.lowercased()] = CharacterReference.decoded(value)
            Self.skipSpace(&rest)
        }
    }

    private static func value(_ rest: inout Substring.UnicodeScalarView) -> Substring? {
        guard let quote = rest.first, quote == "\"" || quote == "'" else { return take(&rest) { !isSpace($0) } }
        rest.removeFirst()
        let value = take(&rest) { $0 != quote }
        guard rest.first == quote else { return nil }
        rest.removeFirst()
        return value
    }

    private static func take(
        _ rest: inout Substring.UnicodeScalarView, while belongs: (Unicode.Scalar) -> Bool
    ) -> Substring {
        let taken = rest.prefix(while: belongs)
        rest = rest[taken.endIndex...]
        return Substring(taken)
    }

    private static func skipSpace(_ rest: inout Substring.UnicodeScalarView) {
        rest = rest.drop(while: isSpace)
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
}
