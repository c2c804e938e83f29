import Foundation

/// The fields of `sendMessage` or `sendPhoto`, checked as the Bot API checks them.
struct TelegramMessage {
    /// Lengths are in Unicode scalars, after the markup was taken away.
    static let textLimit = 4096
    static let captionLimit = 1024

    private(set) var message: SandboxMessage
    private let parsed: TelegramHTML

    /// `sendMessage`.
    init(text fields: RequestFields) throws {
        let parsed = try Self.parse(fields.string("text") ?? "", fields)
        let chat = try Self.chat(fields)
        guard !parsed.text.allSatisfy(\.isWhitespace) else { throw TelegramError.badRequest("message text is empty") }
        guard parsed.text.unicodeScalars.count <= Self.textLimit else {
            throw TelegramError.badRequest("message is too long")
        }
        self.init(chat, .text, fields.string("text") ?? "", parsed)
        message.buttons = try TelegramKeyboard.buttons(fields)
    }

    /// `sendPhoto`.
    init(photo fields: RequestFields) throws {
        let parsed = try Self.parse(fields.string("caption") ?? "", fields)
        let chat = try Self.chat(fields)
        guard let photo = fields.string("photo"), !photo.isEmpty else {
            throw TelegramError.badRequest("there is no photo in the request")
        }
        guard photo.isWebAddress else { throw TelegramError.badRequest("wrong HTTP URL specified") }
        guard parsed.text.unicodeScalars.count <= Self.captionLimit else {
            throw TelegramError.badRequest("message caption is too long")
        }
        self.init(chat, .image, fields.string("caption") ?? "", parsed)
        message.media = photo
        message.buttons = try TelegramKeyboard.buttons(fields)
    }

    private init(_ chat: String, _ kind: SandboxMessage.Kind, _ text: String, _ parsed: TelegramHTML) {
        self.parsed = parsed
        message = SandboxMessage(
            provider: .telegram, sender: TelegramBot.username, recipient: chat, kind: kind,
            text: text, plainText: parsed.text, providerMessageID: "")
    }

    /// The `Message` object of the answer.
    func result(_ message: SandboxMessage) -> JSON {
        let isPhoto = message.media != nil
        let result: JSON = [
            "message_id": .int(message.id), "from": TelegramBot.user, "chat": TelegramBot.chat(message.recipient),
            "date": .int(Int(message.at.timeIntervalSince1970)), (isPhoto ? "caption" : "text"): .string(parsed.text),
        ]
        guard !parsed.entities.isEmpty else { return result }
        return result.with(isPhoto ? "caption_entities" : "entities", .array(parsed.entities.map(\.object)))
    }

    /// A kept message, as updates and edits show it.
    static func shown(_ message: SandboxMessage) -> JSON {
        let isPhoto = message.media != nil
        let parsed = (try? TelegramHTML(message.text)).flatMap { $0.text == message.plainText ? $0 : nil }
        var shown: JSON = [
            "message_id": .int(message.id), "from": TelegramBot.user, "chat": TelegramBot.chat(message.recipient),
            "date": .int(Int(message.at.timeIntervalSince1970)),
            (isPhoto ? "caption" : "text"): .string(message.plainText),
        ]
        if let entities = parsed?.entities, !entities.isEmpty {
            shown = shown.with(isPhoto ? "caption_entities" : "entities", .array(entities.map(\.object)))
        }
        guard !message.buttons.isEmpty else { return shown }
        return shown.with(
            "reply_markup", ["inline_keyboard": .array(message.buttons.map { [TelegramKeyboard.object($0)] })])
    }

    /// The chat's id or a channel's `@name`.
    static func chat(_ fields: RequestFields) throws -> String {
        guard let chat = fields.string("chat_id"), !chat.isEmpty else {
            throw TelegramError.badRequest("chat_id is empty")
        }
        if let number = Int(chat), number != 0 { return chat }
        let isName =
            chat.hasPrefix("@") && chat.count > 4 && chat.dropFirst().allSatisfy { $0.isASCII && !$0.isWhitespace }
        guard isName else { throw TelegramError.badRequest("chat not found") }
        return chat
    }

    private static func parse(_ text: String, _ fields: RequestFields) throws -> TelegramHTML {
        switch fields.string("parse_mode")?.lowercased() {
        case nil, "": return TelegramHTML(plain: text)
        case "html": return try TelegramHTML(text)
        default: throw TelegramError.badRequest("unsupported parse_mode")
        }
    }
}
