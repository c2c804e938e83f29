import Listings
import Persistence

/// All filters that are not paused, as of one moment: a plain value, without the question of how it stays current.
struct FilterCopy: Sendable {
    let filters: FilterSnapshot

    /// What is to be written for `listings`: for the first of them at least, and for as many as make up to `limit`
    /// matches together.
    func findings(for listings: [UnmatchedListing], limit: Int) -> [ListingFindings] {
        var found = FoundFilters(wantsTags: true)
        var findings: [ListingFindings] = []
        var count = 0
        for listing in listings where count < limit || findings.isEmpty {
            findings.append(self.findings(for: listing, &found))
            count += findings.last?.matches.count ?? 0
        }
        return findings
    }

    /// The filters for which the listing is new, and those that knew it already.
    ///
    /// Every filter is new to a first version, unless it came in silence; of a later version only those are that the
    /// last matched one did not fit. Where that one is no longer kept, all count as new: entries keep people from
    /// hearing twice, nothing keeps them from never hearing.
    private func findings(for listing: UnmatchedListing, _ found: inout FoundFilters) -> ListingFindings {
        guard let content = listing.content, listing.isAnnounced || listing.matchedVersion > 0 else {
            return ListingFindings(listing: listing, matches: [], known: [])
        }
        var before: Set<Int64> = []
        if let previous = listing.previous {
            filters.collect(previous, into: &found)
            before = Set(found.allIDs)
        }
        filters.collect(content, into: &found)
        var matches: [Match] = []
        var known: [Int64] = []
        matches.reserveCapacity(found.count)
        for number in 0..<found.count {
            let (id, owner) = (found.id(number), FilterOwner(tag: found.tag(number)))
            if before.contains(id) {
                known.append(id)
            } else {
                matches.append(
                    Match(
                        filterID: id, userID: owner.userID, listingID: listing.id, homeID: listing.homeID,
                        listingVersion: listing.version, channels: owner.channels))
            }
        }
        return ListingFindings(listing: listing, matches: matches, known: known)
    }
}

/// What the filters say to one listing.
struct ListingFindings: Sendable {
    let listing: UnmatchedListing
    let matches: [Match]
    /// Filters that it fits now as it did before.
    let known: [Int64]
}
