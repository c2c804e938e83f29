package import Foundation
import Observability
package import Persistence

/// A delivery as it is shown: the person's address masked.
package struct DeliveryView: Sendable, Encodable {
    package let id: String
    package let userId: Int64
    package let channel: String
    /// As logs show it; nil when it is linked no more.
    package let recipient: String?
    package let isDirect: Bool
    package let status: String
    package let isHeld: Bool
    package let attempt: Int
    package let replays: Int
    package let reason: String?
    package let errorClass: String?
    package let errorCode: String?
    package let provider: String?
    package let number: Int?
    package let createdAt: Date
    package let dueAt: Date
    package let inDoubtAt: Date?
    package let acceptedAt: Date?
    package let deliveredAt: Date?
    package let readAt: Date?
    package let finishedAt: Date?

    package init(_ line: DeliveryLine) {
        id = line.id.uuidString.lowercased()
        userId = line.userID
        channel = line.channel
        recipient = line.address.map(Masked.address)
        isDirect = line.isDirect
        status = line.status
        isHeld = line.isHeld
        attempt = line.attempt
        replays = line.replays
        reason = line.reason
        errorClass = line.errorClass
        errorCode = line.errorCode
        provider = line.provider
        number = line.number
        createdAt = line.createdAt
        dueAt = line.dueAt
        inDoubtAt = line.inDoubtAt
        acceptedAt = line.acceptedAt
        deliveredAt = line.deliveredAt
        readAt = line.readAt
        finishedAt = line.finishedAt
    }
}
