import CRabbitMQ
import Foundation
import Messaging

extension Connection {
    /// Writes one persistent message. It was checked before by `Message.fault`, so it fits a frame. Returning says
    /// nothing about its fate: only the confirm does.
    func publish(_ publication: Publication, channel: UInt16) throws(ConnectionFailure) {
        let message = publication.message
        buffer.reset(size: Self.textSize(of: publication), entries: message.headers.count)
        var properties = properties(of: message)
        let exchange = buffer.bytes(publication.exchange)
        let routingKey = buffer.bytes(publication.routingKey)
        let status = message.body.withUnsafeBytes { body in
            amqp_basic_publish(
                state, channel, exchange, routingKey, publication.mandatory ? 1 : 0, 0, &properties,
                amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress)))
        }
        try check(status)
    }

    private func properties(of message: Message) -> amqp_basic_properties_t {
        var properties = amqp_basic_properties_t()
        properties._flags =
            UInt32(AMQP_BASIC_CONTENT_TYPE_FLAG) | UInt32(AMQP_BASIC_DELIVERY_MODE_FLAG)
            | UInt32(AMQP_BASIC_MESSAGE_ID_FLAG) | UInt32(AMQP_BASIC_TYPE_FLAG) | UInt32(AMQP_BASIC_APP_ID_FLAG)
            | UInt32(AMQP_BASIC_TIMESTAMP_FLAG)
        properties.content_type = buffer.bytes(message.contentType)
        properties.delivery_mode = UInt8(AMQP_DELIVERY_PERSISTENT.rawValue)
        properties.message_id = buffer.bytes(message.messageID)
        properties.type = buffer.bytes(message.type)
        properties.app_id = buffer.bytes(message.appID)
        properties.timestamp = UInt64(max(0, message.timestamp.timeIntervalSince1970))
        if let correlationID = message.correlationID {
            properties._flags |= UInt32(AMQP_BASIC_CORRELATION_ID_FLAG)
            properties.correlation_id = buffer.bytes(correlationID)
        }
        if let expiration = message.expiration {
            properties._flags |= UInt32(AMQP_BASIC_EXPIRATION_FLAG)
            properties.expiration = buffer.bytes(String(expiration.inMilliseconds))
        }
        if !message.headers.isEmpty {
            properties._flags |= UInt32(AMQP_BASIC_HEADERS_FLAG)
            properties.headers = table(of: message.headers)
        }
        return properties
    }

    private func table(of headers: [String: HeaderValue]) -> amqp_table_t {
        buffer.table(of: headers) { header, entry in
            entry.key = buffer.bytes(header.key)
            switch header.value {
            case .string(let text): entry.value = .text(buffer.bytes(text))
            case .int(let number): entry.value = .number(number)
            }
        }
    }

    private static func textSize(of publication: Publication) -> Int {
        let message = publication.message
        let short =
            publication.exchange.utf8.count + publication.routingKey.utf8.count + message.contentType.utf8.count
            + message.messageID.utf8.count + message.type.utf8.count + message.appID.utf8.count
            + (message.correlationID?.utf8.count ?? 0) + 20
        return message.headers.reduce(short) { $0 + $1.key.utf8.count + ($1.value.string?.utf8.count ?? 0) }
    }
}
