import Foundation

/// The body of a message to Bird's API of 2026: one of `text`, `image`, `template`.
struct BirdMessage {
    let message: SandboxMessage

    /// - Throws: ``BirdError`` for the first fault.
    init(_ fields: RequestFields) throws {
        guard let recipient = PhoneNumber.e164(fields.string("to") ?? "") else {
            throw BirdError.invalid("to", "to must be a phone number with its plus sign")
        }
        guard let sender = PhoneNumber.e164(fields.string("from") ?? "") else {
            throw BirdError.invalid("from", "from must be one of your numbers")
        }
        let kinds = ["text", "image", "template"].filter { fields.object($0) != nil }
        guard kinds.count == 1, let kind = kinds.first, let part = fields.object(kind) else {
            throw BirdError.invalid("text", "exactly one of text, image, template is required")
        }
        let content = try Self.content(kind, part)
        var message = SandboxMessage(
            provider: .bird, sender: sender, recipient: recipient, kind: content.kind, text: content.text,
            plainText: content.text, providerMessageID: ProviderID.hex(prefix: "wam_"))
        message.media = content.media
        message.template = content.template
        message.correlation = fields.object("metadata")?.string("delivery")
        self.message = message
    }

    private static func content(_ kind: String, _ part: RequestFields) throws -> MetaContent {
        switch kind {
        case "text":
            guard let body = part.string("body"), (1...4096).contains(body.utf16.count) else {
                throw BirdError.invalid("text.body", "body must have 1 to 4096 characters")
            }
            return MetaContent(kind: .text, text: body)
        case "image":
            let caption = part.string("caption") ?? ""
            guard let url = part.string("url"), url.isWebAddress else {
                throw BirdError.invalid("image.url", "url must be a web address")
            }
            guard caption.utf16.count <= 1024 else {
                throw BirdError.invalid("image.caption", "caption must have at most 1024 characters")
            }
            return MetaContent(kind: .image, text: caption, media: url)
        default: return try template(part)
        }
    }

    private static func template(_ part: RequestFields) throws -> MetaContent {
        guard let name = part.string("slug") ?? part.string("id"), !name.isEmpty else {
            throw BirdError.invalid("template.slug", "a template needs its slug or id")
        }
        guard let language = part.string("language"), !language.isEmpty else {
            throw BirdError.invalid("template.language", "a template needs its language")
        }
        let values = (part.objects("components") ?? []).flatMap { $0.objects("parameters") ?? [] }
            .map { $0.string("text") ?? "" }
        guard values.allSatisfy(TemplateValue.isClean) else {
            throw BirdError.invalid("template.components", "a parameter must be on one line")
        }
        let text = (["[\(name), \(language)]"] + values).joined(separator: "\n")
        return MetaContent(kind: .template, text: text, template: name)
    }
}
