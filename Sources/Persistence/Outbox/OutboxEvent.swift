package import Contracts
package import Foundation

/// An event that is to be published once the transaction that writes it is committed.
package struct OutboxEvent: Sendable, Equatable {
    /// Whose relay publishes it, and the message's `app_id`: `gateway`, `matcher`, `whatsapp-sender`, ….
    package var service: String
    package var exchange: String
    package var routingKey: String
    /// The event's id, a version 7 UUID; the same on every attempt.
    package var messageID: UUID
    /// The message's `type`, such as `listing-ingested.v1`.
    package var type: String
    /// The JSON exactly as it is published.
    package var body: String
    /// What the `attempt` header says.
    package var attempt: Int
    package var correlationID: String?
    package var traceparent: String?
    /// Further headers of the message, by name.
    package var headers: [String: String]
    /// How long after the transaction's start it may leave, by the database's clock; to the millisecond.
    package var delay: Duration

    package init(
        service: String, exchange: String, routingKey: String, messageID: UUID, type: String, body: String,
        attempt: Int = 1, correlationID: String? = nil, traceparent: String? = nil, headers: [String: String] = [:],
        delay: Duration = .zero
    ) {
        self.service = service
        self.exchange = exchange
        self.routingKey = routingKey
        self.messageID = messageID
        self.type = type
        self.body = body
        self.attempt = attempt
        self.correlationID = correlationID
        self.traceparent = traceparent
        self.headers = headers
        self.delay = delay
    }

    /// An event of a message of ours: id, type and body are the message's.
    package init(
        _ message: some Contract, service: String, exchange: String, routingKey: String, attempt: Int = 1,
        correlationID: String? = nil, traceparent: String? = nil, delay: Duration = .zero
    ) throws {
        self.init(
            service: service, exchange: exchange, routingKey: routingKey, messageID: message.id,
            type: message.messageType.rawValue, body: try ContractEncoder.text(message), attempt: attempt,
            correlationID: correlationID, traceparent: traceparent, delay: delay)
    }
}
