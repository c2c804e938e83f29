/// Links that may stand in a message.
package enum WebLink {
    /// `text` itself if it is an http(s) address with a host and nothing in it that could break out of a line or
    /// hide something; nil otherwise. A link is shown whole or not at all, so nothing is mended here.
    package static func checked(_ text: String?) -> String? {
        guard let text, text.utf8.count <= 2_048, let host = host(of: text), !host.isEmpty else { return nil }
        for scalar in text.unicodeScalars {
            let isHidden = scalar.properties.isWhitespace || scalar.properties.generalCategory == .format
            if isHidden || scalar.value < 0x21 || (0x7F...0x9F).contains(scalar.value) { return nil }
            if scalar == "\"" || scalar == "<" || scalar == ">" || scalar == "\\" { return nil }
        }
        return text
    }

    /// Whether Telegram accepts `text` as a button's address: it refuses the whole message for a host without a dot.
    package static func suitsButton(_ text: String) -> Bool {
        guard let host = host(of: text) else { return false }
        return host.contains(".") && !host.hasPrefix(".") && !host.hasSuffix(".") && host.utf8.allSatisfy { $0 < 0x80 }
    }

    /// The host in lower case without user, port and brackets; nil when the scheme is neither http nor https.
    package static func host(of text: String) -> String? {
        let prefix = text.prefix(8).lowercased()
        let start: Int
        if prefix.hasPrefix("https://") { start = 8 } else if prefix.hasPrefix("http://") { start = 7 } else { return nil }
        let rest = text.dropFirst(start)
        var authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        if authority.first == "[" { return authority.dropFirst().prefix { $0 != "]" }.lowercased() }
        return authority.prefix { $0 != ":" }.lowercased()
    }
}
