package import Foundation
package import Listings

/// A listing as it stands now.
package struct PresentListing: Sendable {
    package var id: Int64
    package var homeID: Int64
    /// The number of its home's latest price drop, 0 before the first.
    package var episode: Int
    package var content: Listing
    package var firstSeenAt: Date
    package var isRemoved: Bool
    /// When its present version came.
    package var changedAt: Date?
    /// Of the present version.
    package var traceparent: String?

    package init(
        id: Int64, homeID: Int64, episode: Int = 0, content: Listing, firstSeenAt: Date, isRemoved: Bool,
        changedAt: Date? = nil, traceparent: String? = nil
    ) {
        self.id = id
        self.homeID = homeID
        self.episode = episode
        self.content = content
        self.firstSeenAt = firstSeenAt
        self.isRemoved = isRemoved
        self.changedAt = changedAt
        self.traceparent = traceparent
    }
}
