import CRabbitMQ
import Foundation
import Messaging

/// A message on its way in: a method frame, then a header frame, then as many body frames as its size asks for.
struct PartialContent {
    enum Kind {
        case returned
        case delivered(tag: UInt64, redelivered: Bool)
    }

    let kind: Kind
    private(set) var routed: Routed
    private var remaining: UInt64?

    init(_ kind: Kind, exchange: amqp_bytes_t, routingKey: amqp_bytes_t) {
        self.kind = kind
        let message = Message(messageID: "", type: "", timestamp: .distantPast, appID: "", body: [])
        routed = Routed(exchange: exchange.string, routingKey: routingKey.string, message: message)
    }

    /// Whether the last body frame is in.
    var isComplete: Bool { remaining == 0 }

    mutating func append(
        header properties: amqp_basic_properties_t, bodySize: UInt64, _ texts: inout RecurringTexts
    ) {
        routed.message = Message(properties, &texts)
        routed.message.body.reserveCapacity(Int(clamping: min(bodySize, UInt64(MessageLimits.maximumBodySize))))
        remaining = bodySize
    }

    mutating func append(body: amqp_bytes_t) {
        guard let bytes = body.bytes, let left = remaining else { return }
        routed.message.body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: body.len))
        remaining = left - min(left, UInt64(body.len))
    }
}

extension Message {
    /// The properties of a message that anybody may have published: what is missing is empty, headers that are
    /// neither text nor number are left out.
    fileprivate init(_ properties: amqp_basic_properties_t, _ texts: inout RecurringTexts) {
        let flags = properties._flags
        func text(_ flag: Int32, _ bytes: amqp_bytes_t) -> String? {
            flags & UInt32(flag) != 0 ? bytes.string : nil
        }
        let hasType = flags & UInt32(AMQP_BASIC_TYPE_FLAG) != 0
        let hasContentType = flags & UInt32(AMQP_BASIC_CONTENT_TYPE_FLAG) != 0
        self.init(
            messageID: text(AMQP_BASIC_MESSAGE_ID_FLAG, properties.message_id) ?? "",
            type: hasType ? texts.type.read(properties.type) : "",
            timestamp: flags & UInt32(AMQP_BASIC_TIMESTAMP_FLAG) != 0
                ? Date(timeIntervalSince1970: Double(properties.timestamp)) : .distantPast,
            appID: text(AMQP_BASIC_APP_ID_FLAG, properties.app_id) ?? "",
            correlationID: text(AMQP_BASIC_CORRELATION_ID_FLAG, properties.correlation_id),
            headers: flags & UInt32(AMQP_BASIC_HEADERS_FLAG) != 0 ? Self.headers(properties.headers) : [:],
            expiration: text(AMQP_BASIC_EXPIRATION_FLAG, properties.expiration).flatMap { Int64($0) }
                .map { .milliseconds($0) },
            contentType: hasContentType ? texts.contentType.read(properties.content_type) : "", body: [])
    }

    private static func headers(_ table: amqp_table_t) -> [String: HeaderValue] {
        var headers: [String: HeaderValue] = [:]
        for entry in UnsafeBufferPointer(start: table.entries, count: Int(table.num_entries)) {
            if let value = HeaderValue(entry.value) { headers[entry.key.string] = value }
        }
        return headers
    }
}

extension HeaderValue {
    /// Text or number, in whichever width the publisher chose.
    fileprivate init?(_ field: amqp_field_value_t) {
        switch amqp_field_value_kind_t(UInt32(field.kind)) {
        case AMQP_FIELD_KIND_UTF8, AMQP_FIELD_KIND_BYTES: self = .string(field.value.bytes.string)
        case AMQP_FIELD_KIND_I64: self = .int(field.value.i64)
        case AMQP_FIELD_KIND_I32: self = .int(Int64(field.value.i32))
        case AMQP_FIELD_KIND_I16: self = .int(Int64(field.value.i16))
        case AMQP_FIELD_KIND_I8: self = .int(Int64(field.value.i8))
        case AMQP_FIELD_KIND_U8: self = .int(Int64(field.value.u8))
        case AMQP_FIELD_KIND_U16: self = .int(Int64(field.value.u16))
        case AMQP_FIELD_KIND_U32: self = .int(Int64(field.value.u32))
        case AMQP_FIELD_KIND_U64, AMQP_FIELD_KIND_TIMESTAMP: self = .int(Int64(clamping: field.value.u64))
        case AMQP_FIELD_KIND_BOOLEAN: self = .int(field.value.boolean == 0 ? 0 : 1)
        default: return nil
        }
    }
}
