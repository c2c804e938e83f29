/// `&lt;`, `&gt;`, `&amp;`, `&quot;` and numeric references: what Telegram knows of them. Others, as `&nbsp;`, stay.
enum CharacterReference {
    private static let named: [(name: String, scalar: Unicode.Scalar)] = [
        ("lt", "<"), ("gt", ">"), ("amp", "&"), ("quot", "\""),
    ]
    /// The reference at the beginning of a text with its length in scalars, the semicolon being optional; nil when there
    /// is none.
    static func first(of text: Substring) -> (Unicode.Scalar, Int)? {
        guard text.unicodeScalars.first == "&" else { return nil }
        let inside = text.unicodeScalars.dropFirst()
        guard let (scalar, length) = inside.first == "#" ? numeric(inside.dropFirst()) : named(inside) else {
            return nil
        }
        let end = inside.dropFirst(length).first == ";" ? 1 : 0
        return (scalar, 1 + length + end)
    }

    private static func named(_ text: Substring.UnicodeScalarView) -> (Unicode.Scalar, Int)? {
        let name = String(text.prefix { $0.isASCII && $0.properties.isAlphabetic })
        guard let known = named.first(where: { $0.name == name }) else { return nil }
        return (known.scalar, name.utf8.count)
    }

    /// - Parameter text: What follows the `#`, which the length includes.
    private static func numeric(_ text: Substring.UnicodeScalarView) -> (Unicode.Scalar, Int)? {
        let isHexadecimal = text.first == "x"
        let digits = text.dropFirst(isHexadecimal ? 1 : 0)
            .prefix { isHexadecimal ? $0.properties.isASCIIHexDigit : ("0"..."9").contains($0) }
        guard (1...8).contains(digits.count), let value = UInt32(String(digits), radix: isHexadecimal ? 16 : 10),
            value > 0, let scalar = Unicode.Scalar(value)
        else { return nil }
        return (scalar, 1 + (isHexadecimal ? 1 : 0) + digits.count)
    }

    /// A text with all its references resolved.
    static func decoded(_ text: Substring) -> String {
        var rest = text
        var decoded = ""
        while let scalar = rest.unicodeScalars.first {
            let (resolved, length) = first(of: rest) ?? (scalar, 1)
            decoded.unicodeScalars.append(resolved)
            rest.unicodeScalars.removeFirst(length)
        }
        return decoded
    }
}
