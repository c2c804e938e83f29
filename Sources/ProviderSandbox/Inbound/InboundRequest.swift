import Foundation

/// The body of `POST /inbound`, JSON or a form: who did what.
struct InboundRequest: Sendable, Equatable {
    let provider: Provider
    /// A phone number with its plus sign, or a chat id.
    let from: String
    /// Nil: the number that wrote to the person last.
    let to: String?
    let kind: PersonAction.Kind
    let text: String
    let payload: String?
    /// The provider's id of the message that is answered.
    let about: String?
    let username: String?
    let language: String?

    private static let known: Set<String> = [
        "provider", "from", "to", "number", "text", "button", "row", "title", "message", "blocked", "preference",
        "username", "language",
    ]
    /// Exactly one of these says what was done.
    private static let acts = ["text", "button", "row", "blocked", "preference"]
    private static let longest = 4096

    /// - Throws: ``SandboxInputError`` naming the field and what would be right.
    init(_ fields: RequestFields) throws {
        if let unknown = fields.names.subtracting(Self.known).min() {
            throw SandboxInputError(
                description: "\(unknown): unknown field; known are \(Self.known.sorted().joined(separator: ", "))")
        }
        guard let provider = fields.string("provider").flatMap(Provider.init(rawValue:)) else {
            let names = Provider.allCases.map(\.rawValue).joined(separator: ", ")
            throw SandboxInputError(description: "provider: one of \(names)")
        }
        self.provider = provider
        from = try Self.person(fields.string("from") ?? "", provider)
        let number = fields.string("to") ?? fields.string("number") ?? ""
        to = number.isEmpty ? nil : Self.number(number, provider)
        (kind, payload) = try Self.act(fields, provider)
        text = fields.string(kind == .text ? "text" : "title") ?? payload ?? ""
        guard text.utf16.count <= Self.longest else {
            throw SandboxInputError(description: "text: at most \(Self.longest) characters")
        }
        about = fields.string("message").flatMap { $0.isEmpty ? nil : $0 }
        username = fields.string("username").flatMap { $0.isEmpty ? nil : $0 }
        language = fields.string("language").flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func person(_ text: String, _ provider: Provider) throws -> String {
        if provider == .telegram {
            guard let id = Int(text), id > 0 else {
                throw SandboxInputError(description: "from: the id of a private chat, a whole number such as 4242")
            }
            return String(id)
        }
        guard let number = PhoneNumber.lenient(text) else {
            throw SandboxInputError(description: "from: a phone number such as +390212345678")
        }
        return number
    }

    /// As the messages of that number name it.
    private static func number(_ text: String, _ provider: Provider) -> String {
        if provider == .telegram { return TelegramBot.username }
        let bare = text.hasPrefix("whatsapp:") ? String(text.dropFirst("whatsapp:".count)) : text
        return provider == .twilio ? PhoneNumber.lenient(bare) ?? bare : bare
    }

    private static func act(_ fields: RequestFields, _ provider: Provider) throws -> (PersonAction.Kind, String?) {
        let given = acts.filter { fields.string($0)?.isEmpty == false }
        guard given.count == 1, let act = given.first, let value = fields.string(act) else {
            throw SandboxInputError(description: "exactly one of \(acts.joined(separator: ", ")) says what was done")
        }
        switch (act, value) {
        case ("text", _): return (.text, nil)
        case ("button", _): return (.button, value)
        case ("row", _) where provider.channel == .whatsapp: return (.row, value)
        case ("row", _): throw SandboxInputError(description: "row: Telegram has no lists")
        case ("blocked", _) where provider == .telegram:
            return (fields.flag("blocked") ? .blocked : .unblocked, nil)
        case ("blocked", _): throw SandboxInputError(description: "blocked: WhatsApp tells nobody of a block")
        case ("preference", "stop") where provider.hasPreferences: return (.stop, nil)
        case ("preference", "resume") where provider.hasPreferences: return (.resume, nil)
        default:
            throw SandboxInputError(description: "preference: stop or resume, and only Meta and 360dialog tell it")
        }
    }
}

extension Provider {
    /// Whether people can end and resume marketing messages by themselves, and the provider tells so.
    var hasPreferences: Bool { isMeta }
}
