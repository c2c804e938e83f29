import Foundation

/// The body of `sendMessage`, `sendFile` or `sendTemplate`.
struct ChatAPIMessage {
    let message: SandboxMessage

    /// - Throws: ``ChatAPIError`` for the first fault.
    init(_ method: String, _ fields: RequestFields, instance: String) throws {
        let recipient = try Self.recipient(fields)
        let content = try Self.content(method, fields)
        let id = "true_\(recipient.dropFirst())@c.us_" + ProviderID.hex(prefix: "3EB0")
        var message = SandboxMessage(
            provider: .chatAPI, sender: instance, recipient: recipient, kind: content.kind, text: content.text,
            plainText: content.text, providerMessageID: id)
        message.media = content.media
        message.template = content.template
        self.message = message
    }

    /// `phone` in digits alone, or `chatId`.
    private static func recipient(_ fields: RequestFields) throws -> String {
        let chat = fields.string("chatId").map { String($0.prefix { $0 != "@" }) }
        guard let digits = fields.string("phone") ?? chat, !digits.isEmpty else {
            throw ChatAPIError.notSent("Wrong phone or chatId: one of them is required")
        }
        guard !digits.hasPrefix("+"), let number = PhoneNumber.lenient(digits) else {
            throw ChatAPIError.notSent("Wrong phone: digits with the country's code, without a plus sign")
        }
        return number
    }

    private static func content(_ method: String, _ fields: RequestFields) throws -> MetaContent {
        if method == "sendTemplate" { return try template(fields) }
        guard let body = fields.string("body"), !body.isEmpty else { throw ChatAPIError.notSent("body is required") }
        if method == "sendMessage" {
            guard body.utf16.count <= 4096 else { throw ChatAPIError.notSent("body is too long: at most 4096") }
            return MetaContent(kind: .text, text: body)
        }
        guard fields.string("filename")?.isEmpty == false else {
            throw ChatAPIError.notSent("filename of the file is required")
        }
        guard body.isWebAddress || body.hasPrefix("data:") else {
            throw ChatAPIError.notSent("body must be the file's address or its content")
        }
        let caption = fields.string("caption") ?? ""
        guard caption.utf16.count <= 1024 else {
            throw ChatAPIError.notSent("body's caption is too long: at most 1024")
        }
        return MetaContent(kind: .image, text: caption, media: String(body.prefix(2048)))
    }

    private static func template(_ fields: RequestFields) throws -> MetaContent {
        guard fields.string("namespace")?.isEmpty == false, let name = fields.string("template"), !name.isEmpty else {
            throw ChatAPIError.notSent("namespace and template are required")
        }
        guard let language = fields.object("language"), language.string("policy") == "deterministic",
            let code = language.string("code"), !code.isEmpty
        else { throw ChatAPIError.notSent("template's language needs a policy and a code") }
        let values = (fields.objects("params") ?? []).flatMap { $0.objects("parameters") ?? [] }
            .map { $0.string("text") ?? "" }
        guard values.allSatisfy(TemplateValue.isClean) else {
            throw ChatAPIError.notSent("template's parameters must be on one line")
        }
        let text = (["[\(name), \(code)]"] + values).joined(separator: "\n")
        return MetaContent(kind: .template, text: text, template: name)
    }
}
