import Foundation

/// The body of a message to the Conversations API, checked as far as its documentation says.
struct MessageBirdMessage {
    let message: SandboxMessage

    /// - Throws: ``MessageBirdError`` for the first fault.
    init(_ fields: RequestFields) throws {
        guard let to = fields.string("to"), !to.isEmpty else { throw MessageBirdError.missing("to") }
        guard let recipient = PhoneNumber.lenient(to) else {
            throw MessageBirdError.wrong("to", "is not a phone number")
        }
        guard let channel = fields.string("from"), !channel.isEmpty else { throw MessageBirdError.missing("from") }
        guard let type = fields.string("type"), !type.isEmpty else { throw MessageBirdError.missing("type") }
        guard let content = fields.object("content") else { throw MessageBirdError.missing("content") }
        let part = try Self.content(type, content)
        var message = SandboxMessage(
            provider: .messageBird, sender: channel, recipient: recipient, kind: part.kind, text: part.text,
            plainText: part.text, providerMessageID: ProviderID.hex(prefix: ""))
        message.media = part.media
        message.buttons = part.buttons
        message.template = part.template
        message.correlation = fields.string("trackId")
        message.callbackURL = fields.string("reportUrl")
        if let url = message.callbackURL, !url.isWebAddress {
            throw MessageBirdError.wrong("reportUrl", "is not a web address")
        }
        self.message = message
    }

    private static func content(_ type: String, _ content: RequestFields) throws -> MetaContent {
        switch type {
        case "text":
            guard let text = content.string("text"), !text.isEmpty else {
                throw MessageBirdError.missing("content.text")
            }
            guard text.utf16.count <= 4096 else {
                throw MessageBirdError.wrong("content.text", "is longer than 4096 characters")
            }
            return MetaContent(kind: .text, text: text)
        case "image":
            guard let image = content.object("image"), let url = image.string("url"), url.isWebAddress else {
                throw MessageBirdError.wrong("content.image.url", "is not a web address")
            }
            let caption = image.string("caption") ?? ""
            guard caption.utf16.count <= 1024 else {
                throw MessageBirdError.wrong("content.image.caption", "is longer than 1024 characters")
            }
            return MetaContent(kind: .image, text: caption, media: url)
        case "hsm": return try template(content)
        case "interactive": return try interactive(content)
        default: throw MessageBirdError.wrong("type", "is not one of text, image, hsm, interactive")
        }
    }

    private static func template(_ content: RequestFields) throws -> MetaContent {
        guard let hsm = content.object("hsm") else { throw MessageBirdError.missing("content.hsm") }
        guard hsm.string("namespace")?.isEmpty == false else {
            throw MessageBirdError.missing("content.hsm.namespace")
        }
        guard let name = hsm.string("templateName"), !name.isEmpty else {
            throw MessageBirdError.missing("content.hsm.templateName")
        }
        guard let language = hsm.object("language"), language.string("policy") == "deterministic",
            let code = language.string("code"), !code.isEmpty
        else { throw MessageBirdError.wrong("content.hsm.language", "needs the policy deterministic and a code") }
        let values = (hsm.objects("params") ?? []).map { $0.string("default") ?? "" }
        guard values.allSatisfy(TemplateValue.isClean) else {
            throw MessageBirdError(2005, "Template format character policy violated", parameter: "content.hsm.params")
        }
        let text = (["[\(name), \(code)]"] + values).joined(separator: "\n")
        return MetaContent(kind: .template, text: text, template: name)
    }

    /// Like Meta's, but for the id and title of a button, which stand in the button itself.
    private static func interactive(_ content: RequestFields) throws -> MetaContent {
        guard let part = content.object("interactive") else { throw MessageBirdError.missing("content.interactive") }
        do {
            return try MetaInteractive(part, flatButtons: true).content
        } catch let error as MetaError {
            throw MessageBirdError.wrong("content.interactive", error.details ?? error.message)
        }
    }
}

/// What goes into a template's variables.
enum TemplateValue {
    /// No line end, no tab, no more than four spaces in a row.
    static func isClean(_ text: String) -> Bool {
        !text.contains(where: { $0.isNewline || $0 == "\t" }) && !text.contains("     ")
    }
}
