import Foundation

/// Walks through Telegram's HTML, one tag or character at a time.
struct TelegramHTMLParser {
    private struct OpenTag {
        let name: String
        let type: String
        /// In UTF-16 units.
        let offset: Int
        let url: String?
        let namesLanguage: Bool
    }

    /// Which entity each tag makes.
    private static let types = [
        "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
        "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
        "a": "text_link", "blockquote": "blockquote", "tg-spoiler": "spoiler", "span": "spoiler",
        "tg-emoji": "custom_emoji", "tg-time": "date_time",
    ]

    private(set) var text = ""
    private(set) var entities: [TelegramHTML.Entity] = []
    private var rest: Substring
    private let whole: String
    private var open: [OpenTag] = []
    /// Whether the last entity is code that names its language.
    private var lastNamesLanguage = false

    init(_ html: String) {
        whole = html
        rest = html[...]
    }

    private var byteOffset: Int { whole.utf8.distance(from: whole.startIndex, to: rest.startIndex) }

    mutating func run() throws {
        while !rest.isEmpty {
            let plain = rest.unicodeScalars.prefix { $0 != "<" && $0 != "&" }
            text.unicodeScalars.append(contentsOf: plain)
            rest = rest[plain.endIndex...]
            guard let scalar = rest.unicodeScalars.first else { break }
            if scalar == "<" {
                try tag()
            } else if let (decoded, length) = CharacterReference.first(of: rest) {
                text.unicodeScalars.append(decoded)
                rest.unicodeScalars.removeFirst(length)
            } else {
                text.unicodeScalars.append(scalar)
                rest.unicodeScalars.removeFirst()
            }
        }
        if let unclosed = open.last {
            throw fault("Can't find end tag corresponding to start tag \"\(unclosed.name)\"")
        }
    }

    private mutating func tag() throws {
        let start = byteOffset
        rest.unicodeScalars.removeFirst()
        guard rest.unicodeScalars.first == "/" else { return try begin(at: start) }
        rest.unicodeScalars.removeFirst()
        let name = takeName()
        let end = rest.unicodeScalars.drop { $0.properties.isWhitespace }
        guard end.first == ">" else { throw fault("Unclosed end tag at byte offset \(start)") }
        rest = Substring(end.dropFirst())
        try close(name, at: start)
    }

    /// What is up to white space or the tag's end, in small letters.
    private mutating func takeName() -> String {
        let name = rest.unicodeScalars.prefix { !$0.properties.isWhitespace && $0 != ">" }
        rest = rest[name.endIndex...]
        return String(name).lowercased()
    }

    private mutating func begin(at start: Int) throws {
        let name = takeName()
        guard !rest.isEmpty else { throw fault("Unclosed start tag at byte offset \(start)") }
        guard let type = Self.types[name] else {
            throw fault("Unsupported start tag \"\(name)\" at byte offset \(start)")
        }
        let attributes = try attributes(of: name, at: start).values
        if name == "span", attributes["class"] != "tg-spoiler" {
            throw fault("Tag \"span\" must have class \"tg-spoiler\" at byte offset \(start)")
        }
        let language = name == "code" && attributes["class"]?.hasPrefix("language-") == true
        open.append(
            OpenTag(
                name: name, type: type, offset: text.utf16.count, url: attributes["href"],
                namesLanguage: language))
    }

    private mutating func attributes(of name: String, at start: Int) throws -> TagAttributes {
        do {
            return try TagAttributes(&rest)
        } catch {
            switch error {
            case .unclosed: throw fault("Unclosed start tag at byte offset \(start)")
            case .emptyName: throw fault("Empty attribute name in the tag \"\(name)\" at byte offset \(start)")
            case .wrongToken(let index):
                let offset = whole.utf8.distance(from: whole.startIndex, to: index)
                throw fault("Unexpected end of name token at byte offset \(offset)")
            }
        }
    }

    private mutating func close(_ name: String, at start: Int) throws {
        guard let tag = open.popLast() else { throw fault("Unexpected end tag at byte offset \(start)") }
        guard name.isEmpty || name == tag.name else {
            throw fault("Unmatched end tag at byte offset \(start), expected \"</\(tag.name)>\", found \"</\(name)>\"")
        }
        let length = text.utf16.count - tag.offset
        guard length > 0 else { return }
        var url: String?
        if tag.name == "a" {
            // Without an address the text is one; what is no address is dropped, and its text stays.
            url = Self.address(
                tag.url.flatMap { $0.isEmpty ? nil : $0 } ?? String(Substring(text.utf16.dropFirst(tag.offset))))
            guard url != nil else { return }
        }
        // Code that fills a block only says in which language it is.
        if tag.name == "pre", let inner = entities.last, inner.type == "code", lastNamesLanguage,
            inner.offset == tag.offset, inner.length == length
        {
            entities.removeLast()
        }
        lastNamesLanguage = tag.namesLanguage
        entities.append(.init(type: tag.type, offset: tag.offset, length: length, url: url))
    }

    /// A link as Telegram keeps it: with a path; nil for what it drops.
    private static func address(_ text: String) -> String? {
        if text.hasPrefix("tg://") || text.hasPrefix("mailto:") { return text }
        guard text.isWebAddress, let begin = text.range(of: "://")?.upperBound else { return nil }
        guard let end = text[begin...].firstIndex(where: { "/?#".contains($0) }) else { return text + "/" }
        return text[end] == "/" ? text : text[..<end] + "/" + text[end...]
    }

    private func fault(_ what: String) -> TelegramError { .badRequest("can't parse entities: \(what)") }
}
