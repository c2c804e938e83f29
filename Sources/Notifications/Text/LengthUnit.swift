extension String {
    /// A phrase with `text` in the place of `{n}`.
    func filled(with text: String) -> String {
        guard let opening = utf8.firstIndex(of: UInt8(ascii: "{")), utf8[opening...].starts(with: "{n}".utf8) else {
            return self
        }
        return self[..<opening] + text + self[utf8.index(opening, offsetBy: 3)...]
    }
}

/// What a provider counts when it limits a text's length.
package enum LengthUnit: Sendable {
    /// UTF-16 code units. WhatsApp's providers do not say what they count; this never counts less than they do.
    case utf16
    /// Unicode code points, as Telegram counts after it has parsed the markup.
    case scalars

    package func count(_ text: String) -> Int {
        switch self {
        case .utf16: text.utf16.count
        case .scalars: text.unicodeScalars.count
        }
    }

    /// `text` whole if it has at most `limit` units, else its longest beginning of whole characters with an
    /// ellipsis behind it, so that an emoji is never cut in two.
    package func shortened(_ text: String, to limit: Int) -> String {
        // No unit counts more than there are bytes.
        guard text.utf8.count > limit, count(text) > limit else { return text }
        guard limit > 0 else { return "" }
        var result = ""
        var length = 1  // the ellipsis
        for character in text {
            let next = count(String(character))
            guard length + next <= limit else { break }
            result.append(character)
            length += next
        }
        while result.last == " " { result.removeLast() }
        return result + "…"
    }
}
