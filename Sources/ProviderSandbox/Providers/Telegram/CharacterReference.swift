/// `&lt;`, `&gt;`, `&amp;`, `&quot;` and numeric references: what Telegram knows of them. Others, as `&nbsp;`, stay.
enum CharacterReference {
    private static let named: [(name: String, scalar: Unicode.Scalar)] = [
        ("lt", "<"), ("gt", ">"), ("amp", "&"), ("quot", "\""),
    ]
    /// The longest between `&` and `;`: `#x10FFFF`.
    private static let longest = 8

    /// The reference at the beginning of a text with its length in scalars; nil when there is none.
    static func first(of text: Substring) -> (Unicode.Scalar, Int)? {
        guard text.unicodeScalars.first == "&" else { return nil }
        let inside = text.unicodeScalars.dropFirst().prefix(longest + 1)
        guard let end = inside.firstIndex(of: ";") else { return nil }
        let name = String(inside[..<end])
        let length = name.unicodeScalars.count + 2
        if let known = named.first(where: { $0.name == name }) { return (known.scalar, length) }
        guard name.hasPrefix("#") else { return nil }
        let isHexadecimal = name.hasPrefix("#x")
        let digits = name.dropFirst(isHexadecimal ? 2 : 1)
        guard digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: isHexadecimal ? 16 : 10), value > 0,
            let scalar = Unicode.Scalar(value)
        else { return nil }
        return (scalar, length)
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
