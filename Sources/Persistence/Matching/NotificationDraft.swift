package import Contracts
package import Foundation

/// A notification that is to be written, with everything it reserves.
package struct NotificationDraft: Sendable, Equatable {
    /// A home it speaks of, by the listing that stands for it.
    package struct Item: Sendable, Equatable {
        package var listingID: Int64
        package var homeID: Int64
        package var episode: Int
        package var previousPrice: Double?
        /// Every filter of the person that found it, in ascending order.
        package var filterIDs: [Int64]

        package init(listingID: Int64, homeID: Int64, episode: Int, previousPrice: Double? = nil, filterIDs: [Int64]) {
            self.listingID = listingID
            self.homeID = homeID
            self.episode = episode
            self.previousPrice = previousPrice
            self.filterIDs = filterIDs
        }
    }

    /// Also the delivery's and the event's.
    package var id: UUID
    package var userID: Int64
    package var filter: NewListingsForFilter.Filter
    package var channel: Channel
    package var kind: NewListingsForFilter.Kind
    package var locale: String
    /// Newest first by our first sight; never empty.
    package var items: [Item]
    /// The trace it belongs to, which is that of its newest listing; nil where that has none.
    package var traceparent: String?
    /// When its newest listing came.
    package var ingestedAt: Date?

    package init(
        id: UUID, userID: Int64, filter: NewListingsForFilter.Filter, channel: Channel,
        kind: NewListingsForFilter.Kind, locale: String, items: [Item]
    ) {
        self.id = id
        self.userID = userID
        self.filter = filter
        self.channel = channel
        self.kind = kind
        self.locale = locale
        self.items = items
    }

    /// The homes that its message carries.
    package var shownHomes: [Int64] { items.prefix(NewListingsForFilter.maximumListings).map(\.homeID) }

    /// How long after it was made it is worth sending.
    package static let lifetime: Duration = .seconds(24 * 3600)
}

/// What becomes of a pending row.
package enum PendingChange: Sendable, Equatable {
    /// Nothing is left to say.
    case remove
    /// To be looked at again after this.
    case wait(Duration)
    /// What is left is gone for now: it waits until a listing is back, or until it is too old.
    case park
}
