package import Foundation
package import Listings

/// What a client searches for. As with filters, bounds are inclusive and what a listing does not state never excludes
/// it; nil and empty set no condition.
package struct ListingSearch: Sendable, Equatable {
    package enum Order: String, Sendable, CaseIterable {
        /// By our first sight, the latest first.
        case newest
        /// Listings without a price last.
        case cheapest
        case dearest
        /// Listings without an area last.
        case largest
    }

    /// As written; compared by its key.
    package var city: String?
    package var minPrice: Double?
    package var maxPrice: Double?
    package var propertyTypes: [PropertyType] = []
    package var minRooms: Int?
    package var maxRooms: Int?
    package var minArea: Double?
    package var maxArea: Double?
    package var furnished: Bool?
    package var petsAllowed: Bool?
    /// Canonical names; any of them.
    package var sources: [String] = []
    /// Only what was first seen at this time or later.
    package var firstSeenSince: Date?
    /// Also what is gone; then nothing that was stored in silence.
    package var includesGone = false
    package var order = Order.newest
    package var skip = 0
    /// At most this many in a page.
    package var limit = 50
    /// Goes on where a page ended; wins over `skip`. Of another order it is refused.
    package var cursor: ListingCursor?

    package init() {}
}

/// A page of listings that are not gone.
package struct ListingPage: Sendable, Equatable {
    /// Of all that match, whatever the page.
    package let total: Int
    package let listings: [ListingRecord]
    /// Where the next page begins; nil: this is the last.
    package let next: ListingCursor?
}
