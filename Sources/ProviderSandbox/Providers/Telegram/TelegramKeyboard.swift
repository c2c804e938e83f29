/// Inline keyboards.
enum TelegramKeyboard {
    /// The buttons of `reply_markup`, in reading order; empty without one.
    static func buttons(_ fields: RequestFields) throws -> [SandboxMessage.Button] {
        guard fields.names.contains("reply_markup") else { return [] }
        guard let markup = fields.object("reply_markup") else {
            throw TelegramError.badRequest("object expected as reply markup")
        }
        guard let rows = markup.array("inline_keyboard") else { return [] }
        guard let rows = rows as? [[[String: Any]]] else {
            throw TelegramError.badRequest("inline keyboard must be an Array of Arrays")
        }
        guard rows.joined().count <= 100 else { throw TelegramError.badRequest("REPLY_MARKUP_TOO_LONG") }
        return try rows.joined().map { try button(RequestFields(object: $0)) }
    }

    /// A button as updates show it.
    static func object(_ button: SandboxMessage.Button) -> JSON {
        let object: JSON = ["text": .string(button.text)]
        if let url = button.url { return object.with("url", .string(url)) }
        return object.with("callback_data", .string(button.data ?? ""))
    }

    private static func button(_ fields: RequestFields) throws -> SandboxMessage.Button {
        guard let text = fields.string("text"), !text.isEmpty else {
            throw TelegramError.badRequest("can't parse inline keyboard button: Field \"text\" must be of type String")
        }
        switch (fields.string("url"), fields.string("callback_data")) {
        case (let url?, nil):
            guard url.isWebAddress || url.hasPrefix("tg://") else {
                throw TelegramError.badRequest("inline keyboard button URL '\(url)' is invalid: Wrong HTTP URL")
            }
            return SandboxMessage.Button(text: text, url: url)
        case (nil, let data?):
            guard (1...64).contains(data.utf8.count) else { throw TelegramError.badRequest("BUTTON_DATA_INVALID") }
            return SandboxMessage.Button(text: text, data: data)
        default: throw TelegramError.badRequest("Text buttons are unallowed in the inline keyboard")
        }
    }
}
