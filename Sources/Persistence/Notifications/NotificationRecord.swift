package import Contracts
package import Foundation

/// One notification in a person's history: what was said, by which channel, and what came of it.
package struct NotificationRecord: Sendable, Equatable, Identifiable {
    package let id: UUID
    package let userID: Int64
    /// The filter may be gone; its name and city are as they were.
    package let filterID: Int64
    package let filterName: String
    package let filterCity: String?
    package let channel: Channel
    /// `new_listings` or `price_drop`.
    package let kind: String
    /// How many listings it tells of.
    package let total: Int
    /// All of them, the newest first.
    package let listingIDs: [Int64]
    package let createdAt: Date
    package let expiresAt: Date
    package let delivery: DeliveryResult
}

/// Where a delivery stands, and why.
package struct DeliveryResult: Sendable, Equatable {
    package let status: DeliveryStatus
    /// Attempts that were claimed.
    package let attempt: Int
    /// When the next attempt is due, while it is pending.
    package let dueAt: Date
    /// Why it was skipped, died or is postponed: a stable word.
    package let reason: String?
    package let errorClass: String?
    package let errorCode: String?
    package let provider: String?
    package let firstAttemptAt: Date?
    package let acceptedAt: Date?
    package let deliveredAt: Date?
    package let readAt: Date?
    package let finishedAt: Date?
    /// In doubt: since when nobody knows whether the attempt arrived.
    package let inDoubtAt: Date?
    /// In doubt, and the operator decides.
    package let isHeld: Bool

    /// Whether a provider took it, whatever came of it later.
    package var isAccepted: Bool { acceptedAt != nil }
}

/// One request to a provider.
package struct DeliveryAttemptRecord: Sendable, Equatable {
    package let attempt: Int
    package let provider: String?
    package let status: String
    package let startedAt: Date
    package let finishedAt: Date?
    package let errorClass: String?
    package let errorCode: String?
}

/// A notification with all that happened to it.
package struct NotificationDetail: Sendable, Equatable {
    package let notification: NotificationRecord
    /// When the first of its listings was found; nil once the matches are no longer kept.
    package let matchedAt: Date?
    /// In ascending order.
    package let attempts: [DeliveryAttemptRecord]
}

/// A page of a person's history, the newest first.
package struct NotificationPage: Sendable, Equatable {
    package let total: Int
    package let notifications: [NotificationRecord]
}
