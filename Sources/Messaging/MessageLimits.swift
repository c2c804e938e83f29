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
        let shorts = [
            ("exchange", exchange), ("routing key", routingKey), ("messageID", messageID), ("type", type),
            ("appID", appID), ("correlationID", correlationID ?? ""), ("contentType", contentType),
        ]
        for (field, value) in shorts where value.utf8.count > MessageLimits.maximumShortString {
            return .invalid("\(field) has \(value.utf8.count) bytes; at most \(MessageLimits.maximumShortString) fit")
        }
        for name in headers.keys where !(1...MessageLimits.maximumShortString).contains(name.utf8.count) {
            return .invalid(
                "a header's name has \(name.utf8.count) bytes; 1 to \(MessageLimits.maximumShortString) fit")
        }
        if let expiration, expiration < .zero || expiration > MessageLimits.maximumExpiration {
            return .invalid("expiration is \(expiration); 0 to \(MessageLimits.maximumExpiration) would be right")
        }
        let size = propertiesSize(shorts.reduce(0) { $0 + $1.1.utf8.count })
        return size > MessageLimits.maximumPropertiesSize ? .tooLarge(size) : nil
    }

    /// The bytes of the properties on the wire, rounded up.
    private func propertiesSize(_ shortStrings: Int) -> Int {
        headers.reduce(64 + shortStrings) { size, header in
            size + header.key.utf8.count + 6 + (header.value.string?.utf8.count ?? 8)
        }
    }
}
