/// Links that may stand in a message.
package enum WebLink {
    /// `text` itself if it is an http(s) address with a host and nothing in it that could break out of a line or
    /// hide something; nil otherwise. A link is shown whole or not at all, so nothing is mended here.
    package static func checked(_ text: String?) -> String? {
        guard let text, text.utf8.count <= 2_048, let host = host(of: text), !host.isEmpty else { return nil }
        return text.utf8.allSatisfy(isPlain) || text.unicodeScalars.allSatisfy(isShown) ? text : nil
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && byte != 0x22 && byte != 0x3C && byte != 0x3E && byte != 0x5C
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isPlain(UInt8(truncatingIfNeeded: scalar.value)) }
        return scalar.value > 0x9F && !scalar.properties.isWhitespace && scalar.properties.generalCategory != .format
    }

    /// Whether Telegram accepts `text` as a button's address: it refuses the whole message for a host without a dot.
    package static func suitsButton(_ text: String) -> Bool {
        guard let host = host(of: text) else { return false }
        let (bytes, dot) = (host.utf8, UInt8(ascii: "."))
        return bytes.contains(dot) && bytes.first != dot && bytes.last != dot && bytes.allSatisfy { $0 < 0x80 }
    }

    /// The host in lower case without user, port and brackets; nil when the scheme is neither http nor https.
    package static func host(of text: String) -> String? {
        let start: Int
        if begins(text, with: "https://") {
            start = 8
        } else if begins(text, with: "http://") {
            start = 7
        } else {
            return nil
        }
        let rest = text.utf8.dropFirst(start)
        var authority = rest.prefix { $0 != 0x2F && $0 != 0x3F && $0 != 0x23 }
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[authority.index(after: at)...] }
        let end = authority.first == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: ":")
        if end == UInt8(ascii: "]") { authority = authority.dropFirst() }
        return Substring(authority.prefix { $0 != end }).lowercased()
    }

    /// Without regard to the case of ASCII letters; `scheme` is in lower case.
    private static func begins(_ text: String, with scheme: String) -> Bool {
        text.utf8.count >= scheme.utf8.count && zip(text.utf8, scheme.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }
}
