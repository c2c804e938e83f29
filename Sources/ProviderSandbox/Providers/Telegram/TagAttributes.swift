/// What stands in a tag after its name, up to its end: `name="value"`, `name='value'`, `name=value` or `name`.
///
/// Scanned by hand: a regular expression would be compiled anew for every tag of every message.
struct TagAttributes {
    enum Fault: Error {
        /// The tag, or a quotation in it, does not end.
        case unclosed
        case emptyName
        /// A value without quotation marks holds something else than letters, digits, dots and dashes.
        case wrongToken(at: Substring.Index)
    }

    private(set) var values: [String: String] = [:]

    /// Reads the attributes and the `>` behind them.
    /// - Parameter rest: What follows the tag's name; afterwards what follows the tag.
    init(_ rest: inout Substring) throws(Fault) {
        var scalars = rest.unicodeScalars
        while true {
            Self.skipSpace(&scalars)
            guard let next = scalars.first else { throw .unclosed }
            if next == ">" { break }
            let name = Self.take(&scalars) { !Self.isSpace($0) && $0 != "=" && $0 != ">" }
            guard !name.isEmpty else { throw .emptyName }
            Self.skipSpace(&scalars)
            guard let sign = scalars.first else { throw .unclosed }
            guard sign == "=" else {
                values[name.lowercased()] = ""
                continue
            }
            scalars.removeFirst()
            Self.skipSpace(&scalars)
            values[name.lowercased()] = CharacterReference.decoded(try Self.value(&scalars))
        }
        scalars.removeFirst()
        rest = Substring(scalars)
    }

    private static func value(_ rest: inout Substring.UnicodeScalarView) throws(Fault) -> Substring {
        guard let quote = rest.first else { throw .unclosed }
        guard quote == "\"" || quote == "'" else {
            let start = rest.startIndex
            let token = take(&rest) {
                $0.isASCII && ($0.properties.isAlphabetic || isDigit($0) || $0 == "." || $0 == "-")
            }
            guard let next = rest.first else { throw .unclosed }
            guard isSpace(next) || next == ">" else { throw .wrongToken(at: start) }
            return token
        }
        rest.removeFirst()
        let value = take(&rest) { $0 != quote }
        guard rest.first == quote else { throw .unclosed }
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

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
}
