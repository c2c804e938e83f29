import Listings
import Persistence

/// All filters that are not paused, as of one moment: a plain value, without the question of how it stays current.
struct FilterCopy: Sendable {
    private var index = FilterIndex()
    private var owners: [Int64: FilterOwner] = [:]

    var count: Int { index.count }

    /// Takes filters as they are now, whatever they were; their order does not matter.
    mutating func apply(_ filters: [FilterRecord]) {
        for filter in filters {
            if filter.isActive {
                index.insert(filter.id, filter.conditions)
                owners[filter.id] = FilterOwner(filter)
            } else {
                remove(filter.id)
            }
        }
    }

    mutating func remove(_ id: Int64) {
        index.remove(id)
        owners[id] = nil
    }

    /// What is to be written for a listing: the filters for which it is new, and those that knew it already.
    ///
    /// Every filter is new to a first version, unless it came in silence; of a later version only those are that the
    /// last matched one did not fit. Where that one is no longer kept, all count as new: entries keep people from
    /// hearing twice, nothing keeps them from never hearing.
    func findings(for listing: UnmatchedListing) -> ListingFindings {
        guard let content = listing.content, listing.isAnnounced || listing.matchedVersion > 0 else {
            return ListingFindings(listing: listing, matches: [], known: [])
        }
        let before = Set(listing.previous.map(index.matches) ?? [])
        var matches: [Match] = []
        var known: [Int64] = []
        for id in index.matches(content) {
            guard let owner = owners[id] else { continue }
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
