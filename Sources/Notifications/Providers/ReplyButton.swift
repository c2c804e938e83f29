/// WhatsApp's reply button, as most providers take it.
struct ReplyButton {
    /// What comes back when it is pressed.
    let id: String
    let title: String

    /// The buttons of `message` that answer, no more than three, with titles of at most 20 UTF-16 units that differ;
    /// none where the text is too long to have buttons, since the text matters more.
    static func of(_ message: OutgoingMessage, in format: ReplyButtonFormat) -> [ReplyButton] {
        guard message.text.utf16.count <= format.textLimit, !message.text.isEmpty else { return [] }
        guard message.picture == nil || format.withPicture else { return [] }
        var titles: Set<String> = []
        let replies = message.buttons.joined().compactMap { button -> ReplyButton? in
            guard case .callback(let data) = button.action else { return nil }
            let title = LengthUnit.utf16.shortened(button.title, to: format.titleLimit)
            return titles.insert(title).inserted && !title.isEmpty ? ReplyButton(id: data.text, title: title) : nil
        }
        return Array(replies.prefix(format.count))
    }
}
