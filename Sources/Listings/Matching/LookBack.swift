package import Foundation

/// What a new filter's first notification covers of what is listed already.
package enum LookBack {
    /// The most listings of one look-back; older ones count as known.
    package static let maximumListings = 30

    /// A candidate: a listing that matches, with what its age is told by.
    package struct Candidate: Sendable, Equatable {
        package var listingID: Int64
        package var firstSeenAt: Date

        package init(listingID: Int64, firstSeenAt: Date) {
            self.listingID = listingID
            self.firstSeenAt = firstSeenAt
        }
    }

    /// The newest candidates by our first sight, newest first; of those seen at once, the higher id is newer.
    package static func newest(
        _ candidates: some Sequence<Candidate>, limit: Int = maximumListings
    ) -> [Candidate] {
        let sorted = candidates.sorted {
            ($0.firstSeenAt, $0.listingID) > ($1.firstSeenAt, $1.listingID)
        }
        return Array(sorted.prefix(limit))
    }
}
