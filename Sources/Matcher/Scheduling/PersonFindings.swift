import Foundation
import Listings
import Persistence

/// A home in one episode of its price: what is said once.
struct Home: Hashable, Sendable {
    let id: Int64
    let episode: Int
}

/// What a person's filters found and the person has not heard of, by home.
struct PersonFindings {
    /// A home as a filter tells it.
    struct Told {
        let home: Home
        let listing: PresentListing
        let item: NotificationDraft.Item
    }

    /// The listings by which each filter found each home.
    private var found: [Int64: [Home: [PresentListing]]] = [:]
    private var filters: [Home: Set<Int64>] = [:]
    /// Filters of which a listing is gone that may come back.
    private var gone: Set<Int64> = []

    init(_ pending: [PendingMatch], facts: PlanningFacts, fit: FitCache, isFresh: (PendingMatch) -> Bool) {
        for match in pending where isFresh(match) {
            let filter = match.filter.filterID
            guard let listing = facts.listings[match.listingID], !listing.isRemoved else {
                gone.insert(filter)
                continue
            }
            guard fit.holds(filter, listing.id) else { continue }
            let home = Home(id: listing.homeID, episode: match.episode)
            found[filter, default: [:]][home, default: []].append(listing)
            filters[home, default: []].insert(filter)
        }
    }

    func hasGone(_ filter: Int64) -> Bool { gone.contains(filter) }

    /// What the filter found, newest first by our first sight. Of several listings of a home the newest stands for it.
    func homes(of filter: Int64) -> [Told] {
        let told = (found[filter] ?? [:]).compactMap { home, listings -> Told? in
            guard let listing = listings.max(by: Self.isOlder) else { return nil }
            return Told(
                home: home, listing: listing,
                item: NotificationDraft.Item(
                    listingID: listing.id, homeID: home.id, episode: home.episode,
                    filterIDs: (filters[home] ?? [filter]).sorted()))
        }
        return told.sorted { Self.isOlder($1.listing, $0.listing) }
    }

    private static func isOlder(_ left: PresentListing, _ right: PresentListing) -> Bool {
        (left.firstSeenAt, left.id) < (right.firstSeenAt, right.id)
    }
}
