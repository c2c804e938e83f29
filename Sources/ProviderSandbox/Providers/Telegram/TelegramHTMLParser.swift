import Foundation

/// Walks through Telegram's HTML, one tag or character at a time.
struct TelegramHTMLParser {
    private struct OpenTag {
        let name: String
        let type: String?
        let offset: Int
        let url: String?
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

    init(_ html: String) {
        whole = html
        rest = html[...]
    }

    private var byteOffset: Int { whole.utf8.distance(from: whole.startIndex, to: rest.startIndex) }

    mutating func run() throws {
        while let scalar = rest.unicodeScalars.first {
            if scalar == "<" {
                try tag()
            } else if scalar == "&", let (decoded, length) = Self.entity(rest) {
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
        guard let end = rest.unicodeScalars.firstIndex(of: ">") else {
            throw fault("Unclosed start tag at byte offset \(start)")
        }
        let inside = String(rest[rest.unicodeScalars.index(after: rest.startIndex)..<end])
        rest = rest[rest.unicodeScalars.index(after: end)...]
        if inside.hasPrefix("/") {
            try close(inside.dropFirst().trimmingCharacters(in: .whitespaces).lowercased(), at: start)
        } else {
            try begin(inside, at: start)
        }
    }

    private mutating func begin(_ inside: String, at start: Int) throws {
        let name = inside.prefix { !$0.isWhitespace }.lowercased()
        guard Self.types[name] != nil else { throw fault("Unsupported start tag \"\(name)\" at byte offset \(start)") }
        let attributes = try Self.attributes(inside.dropFirst(name.count), at: start)
        if name == "span", attributes["class"] != "tg-spoiler" {
            throw fault("Tag \"span\" must have class \"tg-spoiler\" at byte offset \(start)")
        }
        var type = Self.types[name]
        let url = name == "a" ? attributes["href"] : nil
        // An address that is none is dropped, and its text stays.
        if name == "a", url?.isWebAddress != true, url?.hasPrefix("tg://") != true, url?.hasPrefix("mailto:") != true {
            type = nil
        }
        open.append(OpenTag(name: name, type: type, offset: text.utf16.count, url: url))
    }

    private mutating func close(_ name: String, at start: Int) throws {
        guard let tag = open.popLast() else { throw fault("Unexpected end tag at byte offset \(start)") }
        guard name.isEmpty || name == tag.name else {
            throw fault("Unmatched end tag at byte offset \(start), expected \"</\(tag.name)>\", found \"</\(name)>\"")
        }
        let length = text.utf16.count - tag.offset
        guard length > 0, let type = tag.type else { return }
        entities.append(.init(type: type, offset: tag.offset, length: length, url: tag.url))
    }

    private func fault(_ what: String) -> TelegramError { .badRequest("can't parse entities: \(what)") }

    /// `name="value"`, `name='value'`, `name=value` or `name`.
    private static func attributes(_ text: Substring, at start: Int) throws -> [String: String] {
        var attributes: [String: String] = [:]
        let pattern = /([A-Za-z0-9-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/
        for match in text.matches(of: pattern) {
            let value = match.2 ?? match.3 ?? match.4 ?? ""
            attributes[match.1.lowercased()] = try decoded(value)
        }
        guard text.filter({ $0 == "\"" }).count.isMultiple(of: 2) else {
            throw TelegramError.badRequest("can't parse entities: Unclosed start tag at byte offset \(start)")
        }
        return attributes
    }

    private static func decoded(_ value: Substring) throws -> String {
        var rest = value
        var text = ""
        while let scalar = rest.unicodeScalars.first {
            let (decoded, length) = scalar == "&" ? entity(rest) ?? (scalar, 1) : (scalar, 1)
            text.unicodeScalars.append(decoded)
            rest.unicodeScalars.removeFirst(length)
        }
        return text
    }

    /// A character reference at the beginning and its length; nil for what Telegram leaves as it is, as `&nbsp;`.
    private static func entity(_ text: Substring) -> (Unicode.Scalar, Int)? {
        let head = String(String.UnicodeScalarView(text.unicodeScalars.prefix(12)))
        for (name, scalar) in [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&quot;", "\"")]
            as [(String, Unicode.Scalar)]
        where head.hasPrefix(name) {
            return (scalar, name.unicodeScalars.count)
        }
        guard let match = head.prefixMatch(of: /&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));/) else { return nil }
        let value = match.1.map { UInt32($0, radix: 16) } ?? match.2.map { UInt32($0) }
        guard let number = value ?? nil, number > 0, let scalar = Unicode.Scalar(number) else { return nil }
        return (scalar, match.0.unicodeScalars.count)
    }
}
