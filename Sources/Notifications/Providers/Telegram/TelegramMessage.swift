/// The body of `sendMessage` and `sendPhoto`.
struct TelegramMessage: Encodable {
    let chat: String
    let message: OutgoingMessage

    private enum Key: String, CodingKey {
        case chatID = "chat_id"
        case parseMode = "parse_mode"
        case linkPreview = "link_preview_options"
        case isDisabled = "is_disabled"
        case replyMarkup = "reply_markup"
        case keyboard = "inline_keyboard"
        case callbackData = "callback_data"
        case text, photo, caption, url
    }

    func encode(to encoder: any Encoder) throws {
        var root = encoder.container(keyedBy: Key.self)
        if let number = Int64(chat) {
            try root.encode(number, forKey: .chatID)
        } else {
            try root.encode(chat, forKey: .chatID)
        }
        try root.encode("HTML", forKey: .parseMode)
        if let picture = message.picture {
            try root.encode(picture, forKey: .photo)
            try root.encode(message.text, forKey: .caption)
        } else {
            try root.encode(message.text, forKey: .text)
            var preview = root.nestedContainer(keyedBy: Key.self, forKey: .linkPreview)
            if let link = message.preview {
                try preview.encode(link, forKey: .url)
            } else {
                try preview.encode(true, forKey: .isDisabled)
            }
        }
        if !message.buttons.isEmpty { try encodeButtons(in: &root) }
    }

    private func encodeButtons(in root: inout KeyedEncodingContainer<Key>) throws {
        var markup = root.nestedContainer(keyedBy: Key.self, forKey: .replyMarkup)
        var rows = markup.nestedUnkeyedContainer(forKey: .keyboard)
        for buttons in message.buttons {
            var row = rows.nestedUnkeyedContainer()
            for button in buttons {
                var item = row.nestedContainer(keyedBy: Key.self)
                try item.encode(button.title, forKey: .text)
                switch button.action {
                case .open(let url): try item.encode(url, forKey: .url)
                case .callback(let data): try item.encode(data.text, forKey: .callbackData)
                }
            }
        }
    }
}
