/// How old a delivery was, by the store's clock, when it was claimed.
package struct ClaimAge: Sendable, Equatable {
    private let claimedAt: ContinuousClock.Instant
    private let made: Duration
    private let listing: Duration?

    /// - Parameters:
    ///   - made: since the notification or the direct message was made.
    ///   - listing: since the newest of its listings came or changed; nil for a direct message.
    package init(made: Duration, listing: Duration?, claimedAt: ContinuousClock.Instant = .now) {
        self.made = made
        self.listing = listing
        self.claimedAt = claimedAt
    }

    /// Seconds from its making until `now`.
    package func sinceMade(now: ContinuousClock.Instant) -> Double { (made + (now - claimedAt)).inSeconds }

    /// Seconds from the newest listing's coming until `now`.
    package func sinceListing(now: ContinuousClock.Instant) -> Double? {
        listing.map { ($0 + (now - claimedAt)).inSeconds }
    }
}
