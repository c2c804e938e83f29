import Foundation
import Hummingbird

/// The body of a message to the Cloud API, checked as Meta checks it. Lengths are counted in UTF-16 units, the
/// stricter reading of "characters".
struct MetaMessage {
    /// The message, and the recipient as the request wrote it.
    let taken: (message: SandboxMessage, input: String)

    /// - Parameters:
    ///   - number: The phone number's id.
    ///   - provider: Meta, or who passes the message on to Meta.
    /// - Throws: ``MetaError`` for the first fault.
    init(_ fields: RequestFields, number: String, provider: Provider = .meta) throws {
        guard fields.string("messaging_product") == "whatsapp" else {
            throw MetaError(100, "(#100) The parameter messaging_product is required.")
        }
        guard let input = fields.string("to"), !input.isEmpty else {
            throw MetaError(100, "(#100) The parameter to is required.")
        }
        guard let recipient = PhoneNumber.lenient(input) else {
            throw MetaError(131009, "(#131009) Parameter value is not valid", details: "to is not a phone number")
        }
        let content = try Self.content(fields)
        var message = SandboxMessage(
            provider: provider, sender: number, recipient: recipient, kind: content.kind, text: content.text,
            plainText: content.text, providerMessageID: "wamid." + ProviderID.hex(prefix: "S"))
        message.media = content.media
        message.template = content.template
        message.buttons = content.buttons
        message.correlation = fields.string("biz_opaque_callback_data")
        if let correlation = message.correlation, correlation.utf16.count > 512 {
            throw MetaError.parameter("biz_opaque_callback_data must be at most 512 characters long")
        }
        taken = (message, input)
    }

    /// What is answered where the message is taken.
    static func answer(_ message: SandboxMessage, input: String) -> Response {
        .json([
            "messaging_product": "whatsapp",
            "contacts": [["input": .string(input), "wa_id": .string(String(message.recipient.dropFirst()))]],
            "messages": [["id": .string(message.providerMessageID), "message_status": "accepted"]],
        ])
    }

    private static func content(_ fields: RequestFields) throws -> MetaContent {
        let type = fields.string("type") ?? "text"
        guard let part = fields.object(type) else { throw MetaError(100, "(#100) The parameter \(type) is required.") }
        switch type {
        case "text":
            let body = try MetaLength.required(part, "body", upTo: 4096, in: "text")
            return MetaContent(kind: .text, text: body)
        case "image": return try image(part)
        case "interactive": return try MetaInteractive(part).content
        case "template": return try MetaTemplate(part).content
        default: throw MetaError(131051, "(#131051) Unsupported message type", details: "type \(type)")
        }
    }

    private static func image(_ part: RequestFields) throws -> MetaContent {
        let caption = try MetaLength.optional(part, "caption", upTo: 1024, in: "image") ?? ""
        if let id = part.string("id") { return MetaContent(kind: .image, text: caption, media: "media:\(id)") }
        guard let link = part.string("link"), link.isWebAddress else {
            throw MetaError.parameter("image['link'] must be a web address, or image['id'] given")
        }
        return MetaContent(kind: .image, text: caption, media: link)
    }
}

/// What a message's type-specific part comes to.
struct MetaContent {
    var kind: SandboxMessage.Kind
    var text: String
    var media: String?
    var template: String?
    var buttons: [SandboxMessage.Button] = []
}

/// Texts within their limits.
enum MetaLength {
    static func required(_ part: RequestFields, _ name: String, upTo limit: Int, in parent: String) throws -> String {
        guard let text = try optional(part, name, upTo: limit, in: parent), !text.isEmpty else {
            throw MetaError(100, "(#100) The parameter \(parent)['\(name)'] is required.")
        }
        return text
    }

    static func optional(_ part: RequestFields, _ name: String, upTo limit: Int, in parent: String) throws -> String? {
        guard let text = part.string(name) else { return nil }
        guard text.utf16.count <= limit else {
            throw MetaError.parameter("Param \(parent)['\(name)'] must be at most \(limit) characters long.")
        }
        return text
    }
}
