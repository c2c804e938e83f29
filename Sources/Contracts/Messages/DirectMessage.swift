package import Foundation

/// `direct-message.v1`: an answer to one person (a test, a proof, a reply). The text's key and its parameters stay in
/// the row of the same id, so that no code travels through a queue.
package struct DirectMessage: Contract {
    /// The row's id; also the event's and the delivery's.
    package var id: UUID
    package var occurredAt: Date
    package var userID: Int64
    package var channel: Channel
    /// Not to be sent after this.
    package var expiresAt: Date

    package var messageType: MessageType { .directMessage }

    package init(id: UUID, occurredAt: Date, userID: Int64, channel: Channel, expiresAt: Date) {
        self.id = id
        self.occurredAt = occurredAt
        self.userID = userID
        self.channel = channel
        self.expiresAt = expiresAt
    }
}

extension DirectMessage {
    enum CodingKeys: String, CodingKey {
        case id, channel
        case occurredAt = "occurred_at"
        case userID = "user_id"
        case expiresAt = "expires_at"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try container.decode(UUID.self, forKey: .id),
            occurredAt: try container.decode(Date.self, forKey: .occurredAt),
            userID: try container.whole(.userID),
            channel: try container.decode(Channel.self, forKey: .channel),
            expiresAt: try container.decode(Date.self, forKey: .expiresAt))
    }

    package func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("id", id)
            $0.field("occurred_at", occurredAt)
            $0.field("user_id", userID)
            $0.field("channel", channel.rawValue)
            $0.field("expires_at", expiresAt)
        }
    }
}
