import Foundation

/// Text in Telegram's HTML, parsed as strictly as the Bot API does.
struct TelegramHTML {
    struct Entity: Equatable {
        let type: String
        /// In UTF-16 units of the text without markup.
        let offset: Int
        let length: Int
        var url: String?

        var object: JSON {
            let object: JSON = ["type": .string(type), "offset": .int(offset), "length": .int(length)]
            return url.map { object.with("url", .string($0)) } ?? object
        }
    }

    /// The text without markup.
    private(set) var text = ""
    private(set) var entities: [Entity] = []

    /// Text without a parse mode.
    init(plain: String) { text = plain }

    /// - Throws: ``TelegramError`` for an unsupported, crossed or unclosed tag.
    init(_ html: String) throws {
        var parser = TelegramHTMLParser(html)
        try parser.run()
        text = parser.text
        entities = parser.entities.sorted { ($0.offset, -$0.length) < ($1.offset, -$1.length) }
    }
}
