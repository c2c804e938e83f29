package import Contracts
package import Foundation
package import Messaging

/// A message in a dead-letter queue, with what its headers say of its end.
package struct BuriedMessage: Sendable, Equatable {
    /// The work queue in which it died.
    package let queue: WorkQueue
    package let message: Message

    package init(queue: WorkQueue, message: Message) {
        self.queue = queue
        self.message = message
    }

    /// The delivery's id; nil where the message is none of ours or not about a delivery.
    package var id: UUID? { UUID(uuidString: message.messageID) }
    package var reason: String { text(HeaderName.reason) ?? "unknown" }
    package var errorClass: String? { text(HeaderName.errorClass) }
    package var errorCode: String? { text(HeaderName.errorCode) }
    package var error: String? { text(HeaderName.error) }
    package var provider: String? { text(HeaderName.provider) }
    package var failedAt: Date? { date(HeaderName.failedAt) }
    package var firstAttemptAt: Date? { date(HeaderName.firstAttemptAt) }

    /// What it shares with others that died of the same.
    package var cause: Cause { Cause(queue: queue, reason: reason, errorClass: errorClass, errorCode: errorCode) }

    /// Why messages die: letters of one cause are looked at, mended and sent again together.
    package struct Cause: Sendable, Hashable, Encodable {
        package let queue: WorkQueue
        package let reason: String
        package let errorClass: String?
        package let errorCode: String?

        private enum CodingKeys: String, CodingKey { case queue, reason, errorClass, errorCode }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(queue.name, forKey: .queue)
            try container.encode(reason, forKey: .reason)
            try container.encode(errorClass, forKey: .errorClass)
            try container.encode(errorCode, forKey: .errorCode)
        }
    }

    private func text(_ name: String) -> String? { message.headers[name]?.string }

    private func date(_ name: String) -> Date? {
        text(name).flatMap { try? Date($0, strategy: .iso8601) }
    }
}
