/// Where a delivery stands. The raw value is what the database and the `delivery.<channel>.<status>` keys say.
package enum DeliveryStatus: String, Word {
    /// Waiting for its first or its next attempt.
    case pending
    /// Claimed by a sender; the request is being written, or nobody knows yet what came of it.
    case sending
    /// The provider took it.
    case accepted
    /// The provider handed it on.
    case sent
    /// It reached the person's telephone.
    case delivered
    /// The person opened it.
    case read
    /// The provider reported, after accepting it, that it could not be delivered.
    case failed
    /// Given up; its message is in the dead-letter queue.
    case dead
    /// Not sent, for a reason that was recorded.
    case skipped
}
