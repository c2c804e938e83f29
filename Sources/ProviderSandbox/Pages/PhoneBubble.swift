/// What was said, by either side, as the page's template takes it.
struct PhoneBubble {
    let values: [String: Any]
    private let id: Int

    static func newest(of chat: PhoneChat, in sandbox: Sandbox, limit: Int) -> [PhoneBubble] {
        let sent = sandbox.messages.page(
            .init(channel: chat.channel, recipient: chat.person, limit: limit, newest: true)
        ).messages.map(PhoneBubble.init)
        let written = sandbox.actions.of(chat.person, on: chat.channel).suffix(limit).map(PhoneBubble.init)
        return (sent + written).sorted { $0.id < $1.id }.suffix(limit).map(\.self)
    }

    private init(_ message: SandboxMessage) {
        id = message.id
        values = [
            "side": message.channel.rawValue, "html": Markup.html(message), "media": message.media ?? "",
            "hasMedia": message.media != nil, "failed": message.status == .failed,
            "time": PhoneView.time(message.at), "by": message.provider.rawValue,
            "buttons": message.buttons.map { Self.button($0, of: message) },
        ]
    }

    private init(_ action: PersonAction) {
        id = action.id
        let words: [PersonAction.Kind: String] = [
            .blocked: "blocked the bot", .unblocked: "unblocked the bot", .stop: "wants no marketing messages",
            .resume: "wants marketing messages again",
        ]
        let sign = action.kind == .button || action.kind == .row ? "▸ " : ""
        values = [
            "side": "own", "html": Markup.escaped(words[action.kind] ?? sign + action.text), "hasMedia": false,
            "failed": false, "time": PhoneView.time(action.at), "by": "", "buttons": [[String: Any]](),
            "answer": action.answer ?? "", "hasAnswer": action.answer != nil,
        ]
    }

    private static func button(_ button: SandboxMessage.Button, of message: SandboxMessage) -> [String: Any] {
        [
            "text": button.text, "url": button.url ?? "", "hasURL": button.url != nil,
            "provider": message.provider.rawValue, "person": message.recipient, "number": message.sender,
            "field": button.row == true ? "row" : "button", "data": button.data ?? "",
            "message": message.provider == .telegram ? String(message.id) : message.providerMessageID,
        ]
    }
}
