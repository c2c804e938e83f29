/// The value of a message header: text or a whole number, the two kinds every AMQP client and queue tool shows alike.
package enum HeaderValue: Sendable, Equatable {
    case string(String)
    case int(Int64)

    /// The text, when it is one.
    package var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The number; a text of digits counts as its number, since tools that re-publish by hand send texts.
    package var int: Int64? {
        switch self {
        case .int(let value): value
        case .string(let value): Int64(value)
        }
    }
}

extension HeaderValue: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
}

extension HeaderValue: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int64) { self = .int(value) }
}
