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
        guard let attributes = TagAttributes(inside.dropFirst(name.count)) else {
            throw fault("Unclosed start tag at byte offset \(start)")
        }
        if name == "span", attributes.values["class"] != "tg-spoiler" {
            throw fault("Tag \"span\" must have class \"tg-spoiler\" at byte offset \(start)")
        }
        var type = Self.types[name]
        let url = name == "a" ? attributes.values["href"] : nil
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
}
