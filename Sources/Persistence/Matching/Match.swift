package import Contracts

/// A filter that found a listing.
package struct Match: Sendable, Equatable {
    package let filterID: Int64
    package let userID: Int64
    package let listingID: Int64
    package let homeID: Int64
    package let listingVersion: Int
    /// The number in the home's price history: 0 is its first sight.
    package let episode: Int
    /// On which channels the filter speaks.
    package let channels: [Channel]

    package init(
        filterID: Int64, userID: Int64, listingID: Int64, homeID: Int64, listingVersion: Int, episode: Int = 0,
        channels: [Channel]
    ) {
        self.filterID = filterID
        self.userID = userID
        self.listingID = listingID
        self.homeID = homeID
        self.listingVersion = listingVersion
        self.episode = episode
        self.channels = channels
    }
}
