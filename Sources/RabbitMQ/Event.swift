import Messaging

/// What the broker says by itself, outside the answers to questions.
enum Event {
    /// A publish, or with `multiple` every publish up to this one, is on disk.
    case confirmed(tag: UInt64, multiple: Bool)
    /// The same, refused.
    case refused(tag: UInt64, multiple: Bool)
    /// A mandatory message found no queue; its confirm follows.
    case returned(Routed)
    case delivered(channel: UInt16, tag: UInt64, redelivered: Bool, Routed)
    /// The queue is gone or its node is.
    case consumerCancelled(channel: UInt16)
    case channelClosed(channel: UInt16, text: String)
    case connectionClosed(text: String)
    case blocked(String)
    case unblocked
}

/// A message with the address it was published to.
struct Routed {
    var exchange: String
    var routingKey: String
    var message: Message
}
