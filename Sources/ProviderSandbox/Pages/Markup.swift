/// A message's text as HTML for the phone view: only tags of our own making, everything else escaped.
enum Markup {
    static func html(_ message: SandboxMessage) -> String {
        switch message.channel {
        case .telegram: telegram(message.text)
        case .whatsapp: whatsapp(message.text)
        }
    }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    /// `*bold*`, `_italic_`, `~strike~` and web addresses, as WhatsApp shows them.
    static func whatsapp(_ text: String) -> String {
        var html = ""
        var rest = text[...]
        let link = /https?:\/\/[^\s<>"]+/
        while let match = rest.firstMatch(of: link) {
            html += styled(String(rest[..<match.range.lowerBound]))
            let address = escaped(String(match.output))
            html += "<a href=\"\(address)\" rel=\"noreferrer\">\(address)</a>"
            rest = rest[match.range.upperBound...]
        }
        return html + styled(String(rest))
    }

    private static func styled(_ text: String) -> String {
        var html = escaped(text)
        for (mark, tag) in [("*", "b"), ("_", "i"), ("~", "s")] as [(Character, String)] {
            html = wrap(html, mark: mark, tag: tag)
        }
        return html
    }

    /// A mark opens after white space or at the beginning, and closes after a character on the same line.
    private static func wrap(_ text: String, mark: Character, tag: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            var result = ""
            var rest = line
            while let open = rest.firstIndex(of: mark) {
                let after = rest.index(after: open)
                let opens =
                    open == rest.startIndex
                    ? result.last.map { !$0.isLetter } ?? true
                    : !rest[rest.index(before: open)].isLetter
                guard opens, after < rest.endIndex, !rest[after].isWhitespace,
                    let close = rest[after...].firstIndex(of: mark), close > after
                else {
                    result += rest[...open]
                    rest = rest[after...]
                    continue
                }
                result += rest[..<open] + "<\(tag)>" + rest[after..<close] + "</\(tag)>"
                rest = rest[rest.index(after: close)...]
            }
            return result + rest
        }.joined(separator: "\n")
    }

    /// Telegram's HTML, which was checked when it came in: known tags stay, of attributes only web addresses.
    static func telegram(_ text: String) -> String {
        guard let parsed = try? TelegramHTML(text), !parsed.entities.isEmpty else {
            return escaped((try? TelegramHTML(text))?.text ?? text)
        }
        let units = Array(parsed.text.utf16)
        var html = ""
        var position = 0
        for edge in edges(parsed.entities) {
            html += escaped(String(decoding: units[position..<edge.offset], as: UTF16.self)) + edge.tag
            position = edge.offset
        }
        return html + escaped(String(decoding: units[position...], as: UTF16.self))
    }

    /// Opening and closing tags in the order in which they are written; entities nest, since tags did.
    private static func edges(_ entities: [TelegramHTML.Entity]) -> [(offset: Int, tag: String)] {
        let tags = [
            "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre",
            "text_link": "a", "blockquote": "blockquote",
        ]
        var edges: [(offset: Int, tag: String)] = []
        var open: [(end: Int, tag: String)] = []
        for entity in entities {
            while let last = open.last, last.end <= entity.offset {
                edges.append((last.end, "</\(last.tag)>"))
                open.removeLast()
            }
            let tag = tags[entity.type] ?? "span"
            let href = entity.url.map { " href=\"\(escaped($0))\" rel=\"noreferrer\"" } ?? ""
            edges.append((entity.offset, "<\(tag)\(href)>"))
            open.append((entity.offset + entity.length, tag))
        }
        for last in open.reversed() { edges.append((last.end, "</\(last.tag)>")) }
        return edges
    }
}
