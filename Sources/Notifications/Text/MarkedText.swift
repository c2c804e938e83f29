/// The markup that a message is written in.
package enum Markup: Sendable {
    /// `*bold*` and `_italic_`, with no way to escape them.
    case whatsApp
    case telegramHTML
}

/// A text under construction, with the length that the provider will count for it.
struct MarkedText {
    private(set) var text = ""
    private(set) var length = 0
    let markup: Markup
    let unit: LengthUnit

    init(markup: Markup, unit: LengthUnit) {
        self.markup = markup
        self.unit = unit
        text.reserveCapacity(1_024)
    }

    /// Appends our own words, which hold nothing that the markup would read.
    mutating func append(_ plain: String) {
        text += plain
        length += unit.count(plain)
    }

    /// Appends words of somebody else, cleaned before, so that they show as written.
    mutating func append(user words: String) {
        switch markup {
        case .whatsApp:
            let neutral = WhatsAppText.neutralised(words)
            text += neutral
            length += unit.count(neutral)
        case .telegramHTML:
            text += TelegramHTML.escaped(words)
            length += unit.count(words)
        }
    }

    /// Appends a link that was checked, whole.
    mutating func append(link: String) {
        switch markup {
        case .whatsApp: append(link)
        case .telegramHTML: append(link: link, label: link)
        }
    }

    /// Appends a link behind a label where the markup can, else the label, a colon and the link.
    mutating func append(link: String, label: String) {
        switch markup {
        case .whatsApp:
            append(label)
            append(": ")
            append(link)
        case .telegramHTML:
            tag("<a href=\"\(TelegramHTML.escaped(link))\">")
            text += TelegramHTML.escaped(label)
            length += unit.count(label)
            tag("</a>")
        }
    }

    mutating func bold(_ body: (inout MarkedText) -> Void) {
        mark("*", "b", body)
    }

    mutating func italic(_ body: (inout MarkedText) -> Void) {
        mark("_", "i", body)
    }

    private mutating func mark(_ sign: String, _ name: String, _ body: (inout MarkedText) -> Void) {
        switch markup {
        case .whatsApp:
            append(sign)
            body(&self)
            append(sign)
        case .telegramHTML:
            tag("<\(name)>")
            body(&self)
            tag("</\(name)>")
        }
    }

    /// Telegram counts what is left after parsing, so tags have no length.
    private mutating func tag(_ tag: String) {
        text += tag
    }
}
