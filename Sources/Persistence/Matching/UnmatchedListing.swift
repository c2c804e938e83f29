package import Foundation
package import Listings

/// A listing whose present version nobody has matched yet, its row locked.
package struct UnmatchedListing: Sendable {
    package let id: Int64
    package let homeID: Int64
    package let version: Int
    /// The version whose matches are written; 0 where none is.
    package let matchedVersion: Int
    /// False: stored in silence or too old, so a first version is known to everybody and new to nobody.
    package let isAnnounced: Bool
    /// The present content; nil where it cannot be read, which is a fault of ours and waits for a better version.
    package let content: Listing?
    /// The content of `matchedVersion`; nil for a first version, and where it is no longer kept.
    package let previous: Listing?
    /// Of the present version.
    package let traceparent: String?

    package init(
        id: Int64, homeID: Int64, version: Int, matchedVersion: Int, isAnnounced: Bool, content: Listing?,
        previous: Listing?, traceparent: String? = nil
    ) {
        self.id = id
        self.homeID = homeID
        self.version = version
        self.matchedVersion = matchedVersion
        self.isAnnounced = isAnnounced
        self.content = content
        self.previous = previous
        self.traceparent = traceparent
    }
}

/// What one batch of listings is matched in: the rows, and the transaction's time by the database's clock.
package struct UnmatchedBatch: Sendable {
    package let listings: [UnmatchedListing]
    /// What `matched_at` will be.
    package let now: Date
}
