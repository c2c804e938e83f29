package import Foundation

/// A message with the properties that every message of this system carries. It never holds a phone number, chat id,
/// e-mail address, code or token: queue tools show it to whoever looks.
package struct Message: Sendable, Equatable {
    /// The event's id, a UUIDv7; the same on every attempt and every copy.
    package var messageID: String
    /// The contract and its major version, such as `new-listings-for-filter.v1`.
    package var type: String
    /// When the event happened. AMQP carries whole seconds.
    package var timestamp: Date
    /// The service that published it.
    package var appID: String
    package var correlationID: String?
    package var headers: [String: HeaderValue]
    /// How long it may wait in the queue it is published to, in whole milliseconds on the wire; nil: as the queue says.
    package var expiration: Duration?
    package var contentType: String
    package var body: [UInt8]

    package init(
        messageID: String, type: String, timestamp: Date, appID: String, correlationID: String? = nil,
        headers: [String: HeaderValue] = [:], expiration: Duration? = nil, contentType: String = "application/json",
        body: [UInt8]
    ) {
        self.messageID = messageID
        self.type = type
        self.timestamp = timestamp
        self.appID = appID
        self.correlationID = correlationID
        self.headers = headers
        self.expiration = expiration
        self.contentType = contentType
        self.body = body
    }

    /// The attempt this message stands for: 1 where the header is missing or no number above 0.
    package var attempt: Int {
        get { headers[HeaderName.attempt]?.int.flatMap { $0 > 0 ? Int(clamping: $0) : nil } ?? 1 }
        set { headers[HeaderName.attempt] = .int(Int64(newValue)) }
    }

    /// The trace this message belongs to; nil where the header is missing or malformed.
    package var traceParent: TraceParent? {
        get { headers[HeaderName.traceparent]?.string.flatMap(TraceParent.init(_:)) }
        set { headers[HeaderName.traceparent] = newValue.map { .string($0.description) } }
    }
}
