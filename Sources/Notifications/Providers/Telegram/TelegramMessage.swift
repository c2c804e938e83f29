import Contracts

/// The body of `sendMessage` and `sendPhoto`.
struct TelegramMessage {
    let chat: String
    let message: OutgoingMessage

    var json: [UInt8] {
        JSONBody.object { root in
            if let number = Int64(chat) { root.field("chat_id", number) } else { root.field("chat_id", chat) }
            root.field("parse_mode", "HTML")
            if let picture = message.picture {
                root.field("photo", picture)
                root.field("caption", message.text)
            } else {
                root.field("text", message.text)
                root.object("link_preview_options") { preview in
                    if let link = message.preview {
                        preview.field("url", link)
                    } else {
                        preview.field("is_disabled", true)
                    }
                }
            }
            if !message.buttons.isEmpty { root.object("reply_markup") { writeKeyboard(to: &$0) } }
        }
    }

    private func writeKeyboard(to markup: inout JSONWriter) {
        markup.field("inline_keyboard") { keyboard in
            keyboard.array(message.buttons) { rows, buttons in
                rows.array(buttons) { row, button in row.object { Self.write(button, to: &$0) } }
            }
        }
    }

    private static func write(_ button: MessageButton, to item: inout JSONWriter) {
        item.field("text", button.title)
        switch button.action {
        case .open(let url): item.field("url", url)
        case .callback(let data): item.field("callback_data", data.text)
        }
    }
}
