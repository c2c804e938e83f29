import Foundation

/// What people do, as Meta's webhooks tell it.
enum MetaInbound {
    static func body(_ action: PersonAction) -> JSON {
        let person = JSON.string(String(action.from.dropFirst()))
        let contact: JSON = ["profile": ["name": .string(action.username ?? "Reader")], "wa_id": person]
        let time = JSON.string(String(Int(action.at.timeIntervalSince1970)))
        if action.kind == .stop || action.kind == .resume {
            return MetaWebhook.body(
                number: action.to, "user_preferences",
                [
                    [
                        "wa_id": person, "detail": .string("User requested to \(action.kind.rawValue) messages"),
                        "category": "marketing_messages", "value": .string(action.kind.rawValue), "timestamp": time,
                    ]
                ], contacts: [contact])
        }
        return MetaWebhook.body(
            number: action.to, "messages", [message(action, from: person, at: time)], contacts: [contact])
    }

    private static func message(_ action: PersonAction, from person: JSON, at time: JSON) -> JSON {
        let message = content(
            of: action, in: ["from": person, "id": .string(action.providerMessageID), "timestamp": time])
        guard let about = action.about else { return message }
        return message.with("context", ["from": .string(action.to), "id": .string(about)])
    }

    /// A message with what was written or chosen; Bird's API of 2026 says it in the same words.
    static func content(of action: PersonAction, in message: JSON) -> JSON {
        switch action.kind {
        case .button, .row:
            let name = action.kind == .button ? "button_reply" : "list_reply"
            let reply: JSON = ["id": .string(action.payload ?? ""), "title": .string(action.text)]
            return message.with("type", "interactive").with("interactive", ["type": .string(name), name: reply])
        default: return message.with("type", "text").with("text", ["body": .string(action.text)])
        }
    }
}
