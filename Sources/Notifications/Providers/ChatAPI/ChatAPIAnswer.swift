/// What an API in ChatAPI's shape answers. It has no error codes, so its words decide, unless Meta's code is passed on.
struct ChatAPIAnswer: Decodable {
    let id: String?
    let accountStatus: String?
    private let sent: Bool?
    private let words: String?
    private let metaCode: Int?
    private let isError: Bool

    private enum Key: String, CodingKey {
        case id, sent, message, error, code, accountStatus, details
    }

    /// Of every field only what has the expected type: an error is a text here and an object there.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        func text(_ key: Key) -> String? { try? container.decode(String.self, forKey: key) }
        id = text(.id) ?? (try? container.decode(Int.self, forKey: .id)).map(String.init)
        accountStatus = text(.accountStatus)
        sent = try? container.decode(Bool.self, forKey: .sent)
        let error = try? container.nestedContainer(keyedBy: Key.self, forKey: .error)
        metaCode = error.flatMap { try? $0.decode(Int.self, forKey: .code) }
        words =
            text(.error) ?? error.flatMap { try? $0.decode(String.self, forKey: .message) } ?? text(.message)
            ?? text(.details)
        isError = text(.error) != nil || error != nil
    }

    /// Nil where the answer is no refusal.
    /// - Parameter secret: never to stand in the error's words.
    func refusal(_ response: ProviderResponse, hiding secret: String) -> ProviderError? {
        guard sent == false || isError else { return nil }
        let detail = (words ?? "").replacing(secret.isEmpty ? "\u{0}" : secret, with: "…")
        if let metaCode, let known = MetaErrors.error(code: metaCode, detail: detail) { return known }
        let code = metaCode.map(String.init) ?? (sent == false ? "not-sent" : "http-\(response.status)")
        let lowered = detail.lowercased()
        if let known = Self.classes.first(where: { lowered.contains($0.words) }) {
            return ProviderError(
                known.errorClass, code: code, detail: detail, retryAfter: response.retryAfter,
                isAboutPicture: known.errorClass == .content && BirdErrors.namesPicture(detail))
        }
        return response.unknownError(code: code, detail: detail)
    }

    private static let classes: [(words: String, errorClass: ErrorClass)] = [
        ("token", .configuration), ("instance", .configuration), ("not authorized", .configuration),
        ("not paid", .configuration), ("expired", .configuration),
        // Before what does not exist: a template that does not is nobody's fault who was written to.
        ("template", .template), ("not registered", .recipient),
        ("not exist", .recipient), ("not a whatsapp", .recipient), ("wrong phone", .recipient),
        ("invalid phone", .recipient), ("too many", .throttled), ("rate limit", .throttled), ("24 hour", .windowClosed),
        ("media", .content), ("image", .content), ("file", .content), ("body", .content),
    ]
}
