import Contracts

/// `type` and `content` of a message to the Conversations API.
struct MessageBirdContent {
    let message: OutgoingMessage

    func write(to body: inout JSONWriter) {
        let replies = ReplyButton.of(message, in: MessageBirdProvider.buttons)
        if let template = message.template {
            body.field("type", "hsm")
            body.object("content") { $0.object("hsm") { Self.write(template, to: &$0) } }
        } else if let list = message.list, message.text.utf16.count <= 1_024, !list.rows.isEmpty {
            body.field("type", "interactive")
            body.object("content") { $0.object("interactive") { write(list, to: &$0) } }
        } else if !replies.isEmpty {
            body.field("type", "interactive")
            body.object("content") { $0.object("interactive") { write(replies, to: &$0) } }
        } else if let picture = message.picture {
            body.field("type", "image")
            body.object("content") {
                $0.object("image") {
                    $0.field("url", picture)
                    $0.field("caption", message.text)
                }
            }
        } else {
            body.field("type", "text")
            body.object("content") { $0.field("text", message.plainText(limit: 4_096)) }
        }
    }

    private static func write(_ template: TemplateMessage, to hsm: inout JSONWriter) {
        guard case .namespaced(let namespace, let name, let language) = template.name else { return }
        hsm.field("namespace", namespace)
        hsm.field("templateName", name)
        hsm.object("language") {
            $0.field("policy", "deterministic")
            $0.field("code", language)
        }
        hsm.objects("params", template.parameters) { $0.field("default", $1) }
    }

    private func write(_ replies: [ReplyButton], to interactive: inout JSONWriter) {
        interactive.field("type", "button")
        if let picture = message.picture {
            interactive.object("header") {
                $0.field("type", "image")
                $0.object("image") { $0.field("url", picture) }
            }
        }
        interactive.object("body") { $0.field("text", message.text) }
        interactive.object("action") {
            $0.objects("buttons", replies) { button, reply in
                button.field("type", "reply")
                button.field("id", reply.id)
                button.field("title", reply.title)
            }
        }
    }

    private func write(_ list: ListMenu, to interactive: inout JSONWriter) {
        interactive.field("type", "list")
        interactive.object("body") { $0.field("text", message.text) }
        interactive.object("action") {
            $0.field("button", list.button)
            $0.objects("sections", [list.rows]) { section, rows in
                section.field("title", list.button)
                section.objects("rows", rows) { $1.write(to: &$0) }
            }
        }
    }
}

extension OutgoingMessage {
    /// The text, with the rows of a list that cannot be sent as one, in at most `limit` UTF-16 units.
    func plainText(limit: Int) -> String {
        guard let list else { return text }
        return LengthUnit.utf16.shortened(list.asText(below: text), to: limit)
    }
}
