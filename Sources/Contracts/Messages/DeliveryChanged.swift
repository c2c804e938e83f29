package import Foundation

/// `delivery-changed.v1`: a fact about a delivery, for whoever wants to listen. It names nobody's address.
package struct DeliveryChanged: Contract {
    package var id: UUID
    package var occurredAt: Date
    /// The notification's or the direct message's id.
    package var deliveryID: UUID
    package var userID: Int64
    package var channel: Channel
    /// Nil for a direct message.
    package var filterID: Int64?
    package var status: DeliveryStatus
    /// How many attempts were made so far.
    package var attempt: Int
    /// `twilio`, `meta`, `telegram`, …
    package var provider: String?
    /// Why it was skipped, postponed or given up.
    package var reason: String?
    package var errorClass: String?
    package var errorCode: String?

    package var messageType: MessageType { .deliveryChanged }
    package var routingKey: String { RoutingKey.delivery(channel, status) }

    package init(
        id: UUID, occurredAt: Date, deliveryID: UUID, userID: Int64, channel: Channel, filterID: Int64? = nil,
        status: DeliveryStatus, attempt: Int, provider: String? = nil, reason: String? = nil,
        errorClass: String? = nil, errorCode: String? = nil
    ) {
        self.id = id
        self.occurredAt = occurredAt
        self.deliveryID = deliveryID
        self.userID = userID
        self.channel = channel
        self.filterID = filterID
        self.status = status
        self.attempt = attempt
        self.provider = provider
        self.reason = reason
        self.errorClass = errorClass
        self.errorCode = errorCode
    }
}

extension DeliveryChanged {
    enum CodingKeys: String, CodingKey {
        case id, channel, status, attempt, provider, reason
        case occurredAt = "occurred_at"
        case deliveryID = "delivery_id"
        case userID = "user_id"
        case filterID = "filter_id"
        case errorClass = "error_class"
        case errorCode = "error_code"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try container.decode(UUID.self, forKey: .id),
            occurredAt: try container.decode(Date.self, forKey: .occurredAt),
            deliveryID: try container.decode(UUID.self, forKey: .deliveryID),
            userID: try container.whole(.userID),
            channel: try container.decode(Channel.self, forKey: .channel),
            filterID: try container.wholeIfPresent(.filterID),
            status: try container.decode(DeliveryStatus.self, forKey: .status),
            attempt: try container.whole(.attempt),
            provider: try container.decodeIfPresent(String.self, forKey: .provider),
            reason: try container.decodeIfPresent(String.self, forKey: .reason),
            errorClass: try container.decodeIfPresent(String.self, forKey: .errorClass),
            errorCode: try container.decodeIfPresent(String.self, forKey: .errorCode))
    }

    package func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("id", id)
            $0.field("occurred_at", occurredAt)
            $0.field("delivery_id", deliveryID)
            $0.field("user_id", userID)
            $0.field("channel", channel.rawValue)
            $0.field("filter_id", filterID)
            $0.field("status", status.rawValue)
            $0.field("attempt", attempt)
            $0.field("provider", provider)
            $0.field("reason", reason)
            $0.field("error_class", errorClass)
            $0.field("error_code", errorCode)
        }
    }
}
