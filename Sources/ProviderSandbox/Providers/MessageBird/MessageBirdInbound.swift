import Foundation

/// What people do, as MessageBird's webhook tells it.
enum MessageBirdInbound {
    static func body(_ action: PersonAction) -> JSON {
        let person = String(action.from.dropFirst())
        let (type, content) = content(action)
        return [
            "type": "message.created",
            "contact": ["id": .string("contact-\(person)"), "msisdn": .string(person)],
            "message": [
                "id": .string(action.providerMessageID), "from": .string(action.from), "to": .string(action.to),
                "channelId": .string(action.to), "platform": "whatsapp", "direction": "received",
                "status": "received", "type": .string(type), "content": content,
                "createdDatetime": .string(action.at.formatted(.iso8601)),
            ],
        ]
    }

    private static func content(_ action: PersonAction) -> (type: String, content: JSON) {
        guard action.kind == .button || action.kind == .row else { return ("text", ["text": .string(action.text)]) }
        let type: JSON = action.kind == .button ? "button_reply" : "list_reply"
        let reply: JSON = ["id": .string(action.payload ?? ""), "text": .string(action.text)]
        return ("interactive", ["interactive": ["type": type, "reply": reply]])
    }
}
