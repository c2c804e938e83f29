import Foundation

/// What people do, as Bird's two webhooks tell it.
enum BirdInbound {
    /// The channels API.
    static func channels(_ action: PersonAction) -> JSON {
        var text: JSON = ["text": .string(action.text)]
        if let payload = action.payload {
            let postback: JSON = ["text": .string(action.text), "payload": .string(payload)]
            text = text.with("actions", [["type": "postback", "postback": postback]])
        }
        let contact: JSON = [
            "id": .string("contact-\(action.from.dropFirst())"), "identifierKey": "phonenumber",
            "identifierValue": .string(action.from),
        ]
        return [
            "service": "channels", "event": "whatsapp.inbound",
            "payload": [
                "id": .string(action.providerMessageID), "channelId": .string(action.to),
                "sender": ["contact": contact], "body": ["type": "text", "text": text],
                "createdAt": .string(action.at.formatted(.iso8601)),
            ],
        ]
    }

    /// The API of 2026.
    static func body(_ action: PersonAction) -> JSON {
        let data: JSON = [
            "id": .string(action.providerMessageID), "from": .string(action.from), "to": .string(action.to),
            "created_at": .string(action.at.formatted(.iso8601)),
        ]
        return [
            "type": "whatsapp.received", "timestamp": .string(action.at.formatted(.iso8601)),
            "data": MetaInbound.content(of: action, in: data),
        ]
    }
}
