import Foundation

/// The body of a message to Bird's channels API: a `body` or a `template` for one contact.
struct BirdChannelsMessage {
    let message: SandboxMessage

    /// - Throws: ``BirdChannelsError`` for the first fault.
    init(_ fields: RequestFields, channel: String) throws {
        guard let contacts = fields.object("receiver")?.objects("contacts"), contacts.count == 1,
            let contact = contacts.first
        else { throw BirdChannelsError.invalid("receiver.contacts must hold one contact") }
        guard contact.string("identifierKey") == "phonenumber",
            let recipient = PhoneNumber.e164(contact.string("identifierValue") ?? "")
        else { throw BirdChannelsError.invalid("identifierValue must be a phone number with its plus sign") }
        let part: MetaContent
        switch (fields.object("body"), fields.object("template")) {
        case (let body?, nil): part = try Self.body(body)
        case (nil, let template?): part = try Self.template(template)
        default: throw BirdChannelsError.invalid("either body or template is required")
        }
        var message = SandboxMessage(
            provider: .birdChannels, sender: channel, recipient: recipient, kind: part.kind, text: part.text,
            plainText: part.text, providerMessageID: UUID().uuidString.lowercased())
        message.media = part.media
        message.buttons = part.buttons
        message.template = part.template
        message.correlation = fields.string("reference")
        self.message = message
    }

    private static func body(_ body: RequestFields) throws -> MetaContent {
        switch body.string("type") {
        case "text":
            guard let part = body.object("text") else { throw BirdChannelsError.invalid("body.text is required") }
            let text = try text(part, upTo: 4096, isNeeded: true)
            let buttons = try (part.objects("actions") ?? []).map(button)
            guard buttons.count <= 3 else { throw BirdChannelsError.invalid("actions are at most 3") }
            return MetaContent(kind: buttons.isEmpty ? .text : .interactive, text: text, buttons: buttons)
        case "image":
            guard let part = body.object("image"), let images = part.objects("images"), images.count == 1,
                let url = images.first?.string("mediaUrl"), url.isWebAddress
            else { throw BirdChannelsError.invalid("image.images must hold one mediaUrl") }
            return MetaContent(kind: .image, text: try text(part, upTo: 1024, isNeeded: false), media: url)
        default: throw BirdChannelsError.invalid("body.type must be text or image")
        }
    }

    private static func text(_ part: RequestFields, upTo limit: Int, isNeeded: Bool) throws -> String {
        let text = part.string("text") ?? ""
        guard !isNeeded || !text.isEmpty else { throw BirdChannelsError.invalid("text is required") }
        guard text.utf16.count <= limit else {
            throw BirdChannelsError.invalid("text is longer than \(limit) characters")
        }
        return text
    }

    private static func button(_ action: RequestFields) throws -> SandboxMessage.Button {
        guard action.string("type") == "postback", let part = action.object("postback"),
            let title = part.string("text"), (1...20).contains(title.utf16.count),
            let payload = part.string("payload"), (1...256).contains(payload.utf16.count)
        else { throw BirdChannelsError.invalid("an action must be a postback with a text of at most 20 characters") }
        return SandboxMessage.Button(text: title, data: payload)
    }

    private static func template(_ template: RequestFields) throws -> MetaContent {
        guard let project = template.string("projectId"), !project.isEmpty,
            template.string("version")?.isEmpty == false, let locale = template.string("locale"), !locale.isEmpty
        else { throw BirdChannelsError.invalid("template.projectId, version and locale are required") }
        var lines = ["[\(project), \(locale)]"]
        for parameter in template.objects("parameters") ?? [] {
            guard parameter.string("type") == "string", let key = parameter.string("key"),
                let value = parameter.string("value"), TemplateValue.isClean(value)
            else { throw BirdChannelsError.invalid("a parameter must be a string with a key and a value on one line") }
            lines.append("\(key): \(value)")
        }
        return MetaContent(kind: .template, text: lines.joined(separator: "\n"), template: project)
    }
}
