/// Why a message may not have reached its queue. Only a publish that returns is safe; after any of these the message
/// may still be there once (`connectionLost`, `timedOut`), so publishing again may double it, and must.
package enum PublishError: Error, Sendable, Equatable {
    /// A mandatory message found no queue: a binding is missing.
    case unroutable
    /// The broker said no: the queue is full, or its leader is changing. Try again later.
    case refused
    /// The connection or channel went before the confirm came.
    case connectionLost
    /// No confirm within the publisher's timeout.
    case timedOut
    /// The broker takes no messages for now (memory or disk alarm), for longer than the publisher's timeout.
    case blocked
    /// Body or properties of this many bytes, see `MessageLimits`. Never sent.
    case tooLarge(Int)
    /// A field that AMQP cannot carry; the text names it. Never sent.
    case invalid(String)
    /// The broker closed the channel over this message: its exchange is missing or it may not be written to. The text
    /// is the broker's and names it.
    case rejected(String)
}

extension PublishError {
    /// One word of a closed set, for figures.
    package var label: String {
        switch self {
        case .unroutable: "unroutable"
        case .refused: "refused"
        case .connectionLost: "connection-lost"
        case .timedOut: "timed-out"
        case .blocked: "blocked"
        case .rejected: "rejected"
        case .tooLarge, .invalid: "invalid"
        }
    }
}
