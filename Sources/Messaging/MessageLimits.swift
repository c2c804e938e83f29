/// What AMQP 0-9-1 and the broker accept; a message beyond it is refused here, since the broker would close the
/// connection over it and take other messages along.
package enum MessageLimits {
    /// Bytes of body: RabbitMQ 4 takes 16 MiB a message by default.
    package static let maximumBodySize = 16 * 1024 * 1024
    /// Bytes of all properties and headers together: they travel in one frame (131,072 bytes).
    package static let maximumPropertiesSize = 120 * 1024
    /// Bytes of a short string: exchange, routing key, id, type and the like; also of a header's name.
    package static let maximumShortString = 255
    /// The longest expiration: an unsigned 32-bit number of milliseconds, about 49 days.
    package static let maximumExpiration = Duration.milliseconds(4_294_967_295)
}

extension Message {
    /// What is wrong with the message as a publication, or nil: `.invalid` names the field, the fault and what would
    /// be right; `.tooLarge` holds the bytes it has.
    package func fault(exchange: String, routingKey: String) -> PublishError? {
        if body.count > MessageLimits.maximumBodySize { return .tooLarge(body.count) }
        if let fault = shortStringFault(exchange, routingKey) { return fault }
        for name in headers.keys where !(1...MessageLimits.maximumShortString).contains(name.utf8.count) {
            return .invalid(
                "a header's name has \(name.utf8.count) bytes; 1 to \(MessageLimits.maximumShortString) fit")
        }
        if let expiration, expiration < .zero || expiration > MessageLimits.maximumExpiration {
            return .invalid("expiration is \(expiration); 0 to \(MessageLimits.maximumExpiration) would be right")
        }
        let size = propertiesSize(shortStringSize(exchange, routingKey))
        return size > MessageLimits.maximumPropertiesSize ? .tooLarge(size) : nil
    }

    /// Which of the short strings is too long. Together they are nearly always short enough for one alone, and then
    /// none has to be looked at: this is asked for every message.
    private func shortStringFault(_ exchange: String, _ routingKey: String) -> PublishError? {
        guard shortStringSize(exchange, routingKey) > MessageLimits.maximumShortString else { return nil }
        let fields = [
            ("exchange", exchange), ("routing key", routingKey), ("messageID", messageID), ("type", type),
            ("appID", appID), ("correlationID", correlationID ?? ""), ("contentType", contentType),
        ]
        for (field, value) in fields where value.utf8.count > MessageLimits.maximumShortString {
            return .invalid("\(field) has \(value.utf8.count) bytes; at most \(MessageLimits.maximumShortString) fit")
        }
        return nil
    }

    private func shortStringSize(_ exchange: String, _ routingKey: String) -> Int {
        exchange.utf8.count + routingKey.utf8.count + messageID.utf8.count + type.utf8.count + appID.utf8.count
            + (correlationID?.utf8.count ?? 0) + contentType.utf8.count
    }

    /// The bytes of the properties on the wire, rounded up.
    private func propertiesSize(_ shortStrings: Int) -> Int {
        headers.reduce(64 + shortStrings) { size, header in
            size + header.key.utf8.count + 6 + (header.value.string?.utf8.count ?? 8)
        }
    }
}
