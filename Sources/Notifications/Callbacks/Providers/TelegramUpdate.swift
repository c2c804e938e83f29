import Foundation

/// One update of Telegram's, from a webhook or from `getUpdates`.
package struct TelegramUpdate: Sendable, Equatable {
    package let id: Int64
    /// Nil for what does not concern us: groups, channels, edited messages.
    package let event: KeyedEvent?

    /// The updates in an answer to `getUpdates`; nil when it is none.
    package static func list(inAnswer bytes: [UInt8]) -> [TelegramUpdate]? {
        guard let root = CallbackValue(json: bytes), root["ok"].isTrue, case .list(let updates) = root["result"] else {
            return nil
        }
        return updates.compactMap(TelegramUpdate.init)
    }

    /// The kinds of updates we ask Telegram for.
    package static let wanted = ["message", "callback_query", "my_chat_member"]

    init?(_ root: CallbackValue) {
        guard let id = root["update_id"].whole else { return nil }
        self.id = id
        event = Self.event(root).map { KeyedEvent(key: String(id), event: $0) }
    }

    private static func event(_ root: CallbackValue) -> ProviderEvent? {
        let (message, press, member) = (root["message"], root["callback_query"], root["my_chat_member"])
        if !message.isNull { return text(message).map { .inbound($0) } }
        if !press.isNull { return pressed(press).map { .inbound($0) } }
        if !member.isNull { return reachability(member).map { .reachability($0) } }
        return nil
    }

    /// The chat with one person; groups and channels are nobody's.
    private static func privateChat(_ chat: CallbackValue) -> String? {
        chat["type"].text == "private" ? chat["id"].whole.map(String.init) : nil
    }

    private static func text(_ message: CallbackValue) -> InboundMessage? {
        guard let chat = privateChat(message["chat"]), let id = message["message_id"].text else { return nil }
        let sender = message["from"]
        return InboundMessage(
            address: chat, providerMessageID: id,
            content: message["text"].text.map { .text($0) } ?? .other("media"), at: message["date"].time,
            username: sender["username"].text, languageCode: sender["language_code"].text)
    }

    private static func pressed(_ press: CallbackValue) -> InboundMessage? {
        // A message that is too old to be shown comes without its chat; who pressed is known all the same.
        guard let id = press["id"].text, let sender = press["from"]["id"].whole else { return nil }
        let chat = press["message"]["chat"]
        guard chat.isNull || privateChat(chat) != nil else { return nil }
        return InboundMessage(
            address: privateChat(chat) ?? String(sender), providerMessageID: press["message"]["message_id"].text ?? id,
            content: press["data"].text.map { .button(payload: $0, title: nil) } ?? .other("press"), at: nil,
            username: press["from"]["username"].text, languageCode: press["from"]["language_code"].text, pressID: id)
    }

    private static func reachability(_ member: CallbackValue) -> Reachability? {
        guard let chat = privateChat(member["chat"]) else { return nil }
        switch member["new_chat_member"]["status"].text {
        case "kicked": return Reachability(address: chat, isBlocked: true, at: member["date"].time)
        case "member": return Reachability(address: chat, isBlocked: false, at: member["date"].time)
        default: return nil
        }
    }
}
