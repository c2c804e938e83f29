import Foundation

/// What people do, as the Bot API's updates tell it.
enum TelegramUpdate {
    /// - Parameter pressed: The message whose button was pressed; nil when it is too old to be known.
    /// - Returns: The update's field and what it holds.
    static func content(_ action: PersonAction, pressed: SandboxMessage?) -> (kind: String, content: JSON) {
        switch action.kind {
        case .button: ("callback_query", press(action, pressed))
        case .blocked, .unblocked, .stop, .resume: ("my_chat_member", member(action))
        case .text, .row: ("message", message(action))
        }
    }

    private static func message(_ action: PersonAction) -> JSON {
        let message: JSON = [
            "message_id": .int(action.id), "from": TelegramBot.person(action),
            "chat": TelegramBot.chat(action.from, username: action.username), "date": date(action),
            "text": .string(action.text),
        ]
        guard let command = action.text.firstMatch(of: /^\/[A-Za-z0-9_]{1,32}/) else { return message }
        let length = command.output.utf16.count
        return message.with("entities", [["offset": 0, "length": .int(length), "type": "bot_command"]])
    }

    private static func press(_ action: PersonAction, _ pressed: SandboxMessage?) -> JSON {
        let press: JSON = [
            "id": .string(action.providerMessageID), "from": TelegramBot.person(action),
            "chat_instance": .string("-\(action.from)"), "data": .string(action.payload ?? ""),
        ]
        if let pressed { return press.with("message", TelegramMessage.shown(pressed)) }
        return press
    }

    private static func member(_ action: PersonAction) -> JSON {
        let (old, new) = action.kind == .blocked ? ("member", "kicked") : ("kicked", "member")
        return [
            "chat": TelegramBot.chat(action.from, username: action.username), "from": TelegramBot.person(action),
            "date": date(action), "old_chat_member": state(old), "new_chat_member": state(new),
        ]
    }

    private static func state(_ word: String) -> JSON {
        let state: JSON = ["user": TelegramBot.user, "status": .string(word)]
        return word == "kicked" ? state.with("until_date", 0) : state
    }

    private static func date(_ action: PersonAction) -> JSON { .int(Int(action.at.timeIntervalSince1970)) }
}
