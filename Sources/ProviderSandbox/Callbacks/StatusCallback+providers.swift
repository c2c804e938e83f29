import Foundation

/// What MessageBird, Bird and ChatAPI report.
extension StatusCallback {
    static func messageBird(_ step: StatusStep, of message: SandboxMessage, at: Date) -> JSON {
        var report: JSON = [
            "id": .string(message.providerMessageID), "to": .string(message.recipient),
            "channelId": .string(message.sender), "platform": "whatsapp", "direction": "sent",
            "status": .string(step.word), "updatedDatetime": .string(at.formatted(.iso8601)),
        ]
        if case .failed(let failure) = step {
            let code = failure.code(.messageBird) ?? 99
            report = report.with("error", ["code": .int(code), "description": .string(words(failure))])
        }
        return ["type": "message.updated", "message": report]
    }

    static func birdChannels(_ step: StatusStep, of message: SandboxMessage, at: Date) -> JSON {
        let contact: JSON = ["identifierKey": "phonenumber", "identifierValue": .string(message.recipient)]
        var payload: JSON = [
            "id": .string(message.providerMessageID), "channelId": .string(message.sender),
            "receiver": ["contacts": [contact]], "updatedAt": .string(at.formatted(.iso8601)),
        ]
        if let reference = message.correlation { payload = payload.with("reference", .string(reference)) }
        guard case .failed(let failure) = step else {
            payload = payload.with("status", .string(step.word))
            return ["service": "channels", "event": "whatsapp.outbound", "payload": payload]
        }
        let source = failure.code(.birdChannels).map { JSON.string(String($0)) } ?? .null
        payload = payload.with("status", "delivery_failed").with("reason", .string(words(failure)))
            .with("failure", ["code": 15000, "description": .string(words(failure)), "source": ["code": source]])
        return ["service": "channels", "event": "whatsapp.outbound", "payload": payload]
    }

    static func bird(_ step: StatusStep, of message: SandboxMessage, at: Date) -> JSON {
        var data: JSON = [
            "id": .string(message.providerMessageID), "to": .string(message.recipient),
            "from": .string(message.sender),
        ]
        if let delivery = message.correlation { data = data.with("metadata", ["delivery": .string(delivery)]) }
        if case .failed(let failure) = step {
            let code = failure.code(.bird).map { JSON.int($0) } ?? .null
            data = data.with(
                "last_error",
                ["code": "delivery_failed", "message": .string(words(failure)), "meta_error_code": code])
        }
        return [
            "type": .string("whatsapp.\(step.word)"), "timestamp": .string(at.formatted(.iso8601)), "data": data,
        ]
    }

    static func chatAPI(_ step: StatusStep, of message: SandboxMessage) -> JSON {
        var ack: JSON = [
            "id": .string(message.providerMessageID), "chatId": .string("\(message.recipient.dropFirst())@c.us"),
            "status": .string(step == .read ? "viewed" : step.word),
        ]
        if case .failed(let failure) = step {
            let code = failure.code(.chatAPI).map { JSON.int($0) } ?? .null
            ack = ack.with("error", ["code": code, "title": .string(words(failure))])
        }
        return ["ack": [ack], "instanceId": .string(message.sender)]
    }

    private static func words(_ failure: LateFailure) -> String { "Message failed: \(failure.rawValue)" }
}
