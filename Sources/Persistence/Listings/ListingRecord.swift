package import Foundation
package import Listings

/// A listing as it is stored.
package struct ListingRecord: Sendable, Equatable, Identifiable {
    package let id: Int64
    /// The home that it advertises: the id of the home's first listing.
    package let homeID: Int64
    /// Goes up with every change of the content.
    package let version: Int
    package let listing: Listing
    package let firstSeenAt: Date
    package let lastSeenAt: Date
    package let updatedAt: Date
    /// When it went, if it did.
    package let removedAt: Date?

    package var isRemoved: Bool { removedAt != nil }
}

/// One row of an ingest.
package struct IngestRow: Sendable, Equatable {
    package var listing: Listing
    /// The portal no longer lists it: only source and external id count.
    package var isRemoved: Bool

    package init(_ listing: Listing, isRemoved: Bool = false) {
        self.listing = listing
        self.isRemoved = isRemoved
    }
}

/// How an ingest is to be carried out.
package struct IngestOptions: Sendable {
    /// False: stored in silence, nobody hears of these versions.
    package var announces = true
    /// Answers what would happen, and changes nothing.
    package var isDryRun = false
    /// A listing that was published longer ago than this when it is first seen is stored in silence.
    package var maximumAge: Duration = .seconds(7 * 86_400)
    package var traceparent: String?

    package init() {}
}

/// What became of one row of an ingest.
package enum IngestOutcome: String, Sendable, Equatable, CaseIterable {
    case created
    /// Its content changed, or it was gone and is back.
    case updated
    /// Nothing but the time of its last sight; also a repeat within the request, of which the last row counts, and a
    /// removal of what is not there.
    case unchanged
    case removed
}

/// What became of an ingest.
package struct IngestResult: Sendable, Equatable {
    /// One for each row, in their order.
    package let outcomes: [IngestOutcome]
    /// The new versions, in no order.
    package let changes: [ListingChange]

    package func count(_ outcome: IngestOutcome) -> Int {
        outcomes.count { $0 == outcome }
    }
}

/// A version that an ingest made.
package struct ListingChange: Sendable, Equatable {
    package let id: Int64
    /// Created or updated.
    package let outcome: IngestOutcome
    package let source: String
    package let externalID: String
    /// The trace under which the version goes its way.
    package let traceID: String?
}

/// Why an ingest failed.
package enum ListingStoreError: Error, Sendable, Equatable {
    /// Rows came and went under the ingest again and again; repeating it later is right.
    case busy
}
