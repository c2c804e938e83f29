import Foundation

/// What people do, as ChatAPI's webhook tells it.
enum ChatAPIInbound {
    static func body(_ action: PersonAction) -> JSON {
        let person = JSON.string("\(action.from.dropFirst())@c.us")
        return [
            "instanceId": .string(action.to),
            "messages": [
                [
                    "id": .string(action.providerMessageID), "body": .string(action.text), "type": "chat",
                    "fromMe": false, "author": person, "chatId": person, "senderName": "Reader",
                    "time": .int(Int(action.at.timeIntervalSince1970)),
                ]
            ],
        ]
    }
}
