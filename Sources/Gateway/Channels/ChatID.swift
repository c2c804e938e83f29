/// A Telegram chat id: a whole number other than zero whose size fits 52 bits, as the Bot API states for chats.
struct ChatID: Equatable, Sendable {
    /// In decimal, as it is stored.
    let text: String

    /// Takes the number, or the number as text. Only private chats (positive ids) can be linked: a message to a
    /// group would tell others what a person looks for.
    init?(_ value: JSONValue) {
        let id: Int64?
        switch value {
        case .number(let number): id = Int64(exactly: number)
        case .text(let text): id = Int64(text)
        default: id = nil
        }
        guard let id, id > 0, id < 1 << 52 else { return nil }
        text = String(id)
    }
}
