import Contracts

/// The body of a message to the Cloud API, which 360dialog takes too.
struct MetaBody {
    /// The longest text above a list or buttons.
    static let buttons = ReplyButtonFormat(withPicture: true)

    let message: OutgoingMessage
    let address: WhatsAppAddress
    /// Comes back in every report.
    let callbackData: String

    var bytes: [UInt8] {
        JSONBody.object { body in
            body.field("messaging_product", "whatsapp")
            body.field("recipient_type", "individual")
            switch address {
            case .digits(let digits): body.field("to", digits)
            case .userID(let id): body.field("recipient", id)
            }
            body.field("biz_opaque_callback_data", callbackData)
            writeContent(to: &body)
        }
    }

    private func writeContent(to body: inout JSONWriter) {
        let replies = ReplyButton.of(message, in: Self.buttons)
        if let template = message.template {
            body.field("type", "template")
            body.object("template") { Self.write(template, to: &$0) }
        } else if let list = message.list {
            write(list, to: &body)
        } else if !replies.isEmpty {
            body.field("type", "interactive")
            body.object("interactive") { write(replies, to: &$0) }
        } else if let picture = message.picture {
            body.field("type", "image")
            body.object("image") {
                $0.field("link", picture)
                $0.field("caption", message.text)
            }
        } else {
            write(text: message.text, to: &body)
        }
    }

    private func write(text: String, to body: inout JSONWriter) {
        body.field("type", "text")
        body.object("text") {
            $0.field("body", text)
            $0.field("preview_url", message.preview != nil)
        }
    }

    private static func write(_ template: TemplateMessage, to body: inout JSONWriter) {
        guard case .named(let name, let language) = template.name else { return }
        body.field("name", name)
        body.object("language") { $0.field("code", language) }
        guard !template.parameters.isEmpty else { return }
        body.objects("components", template.copied == nil ? ["body"] : ["body", "button"]) { component, type in
            component.field("type", type)
            if type == "button" {
                component.field("sub_type", "url")
                component.field("index", "0")
            }
            component.objects("parameters", type == "button" ? [template.copied ?? ""] : template.parameters) {
                $0.field("type", "text")
                $0.field("text", $1)
            }
        }
    }

    private func write(_ replies: [ReplyButton], to interactive: inout JSONWriter) {
        interactive.field("type", "button")
        if let picture = message.picture {
            interactive.object("header") {
                $0.field("type", "image")
                $0.object("image") { $0.field("link", picture) }
            }
        }
        interactive.object("body") { $0.field("text", message.text) }
        interactive.object("action") {
            $0.objects("buttons", replies) { button, reply in
                button.field("type", "reply")
                button.object("reply") {
                    $0.field("id", reply.id)
                    $0.field("title", reply.title)
                }
            }
        }
    }

    /// A text that is too long for a list's is sent with the rows as lines.
    private func write(_ list: ListMenu, to body: inout JSONWriter) {
        guard message.text.utf16.count <= Self.buttons.textLimit, !list.rows.isEmpty else {
            return write(text: LengthUnit.utf16.shortened(list.asText(below: message.text), to: 4_096), to: &body)
        }
        body.field("type", "interactive")
        body.object("interactive") {
            $0.field("type", "list")
            $0.object("body") { $0.field("text", message.text) }
            $0.object("action") {
                $0.field("button", list.button)
                $0.objects("sections", [list.rows]) { section, rows in
                    section.objects("rows", rows) { $1.write(to: &$0) }
                }
            }
        }
    }
}

extension ListMenu.Row {
    /// As Meta and MessageBird take it.
    func write(to row: inout JSONWriter) {
        row.field("id", id)
        row.field("title", title)
        if let description { row.field("description", description) }
    }
}
