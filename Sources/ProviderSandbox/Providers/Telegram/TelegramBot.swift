/// The bot and the people and groups it speaks to, as the Bot API describes them.
enum TelegramBot {
    static let username = "campanello_sandbox_bot"

    static let user: JSON = [
        "id": 5_550_100, "is_bot": true, "first_name": "Campanello", "username": .string(username),
        "can_join_groups": true, "can_read_all_group_messages": false, "supports_inline_queries": false,
    ]

    /// A chat: groups have negative ids.
    static func chat(_ id: String, username: String? = nil) -> JSON {
        guard let number = Int(id) else {
            return ["id": -1, "type": "channel", "username": .string(String(id.dropFirst()))]
        }
        guard number > 0 else { return ["id": .int(number), "type": "supergroup", "title": "Sandbox"] }
        let chat: JSON = ["id": .int(number), "type": "private", "first_name": "Reader"]
        return username.map { chat.with("username", .string($0)) } ?? chat
    }

    /// Who did something.
    static func person(_ action: PersonAction) -> JSON {
        var person: JSON = ["id": .int(Int(action.from) ?? 0), "is_bot": false, "first_name": "Reader"]
        if let username = action.username { person = person.with("username", .string(username)) }
        return person.with("language_code", .string(action.language ?? "en"))
    }
}
