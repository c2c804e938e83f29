import Contracts
import Foundation
import Listings
import Persistence

/// What a person's filters found and the person has not heard of, by home.
struct PersonFindings {
    typealias Kind = NewListingsForFilter.Kind

    /// A home as a filter tells it.
    struct Told {
        let listing: PresentListing
        let item: NotificationDraft.Item
        /// Since when the filter has had this to say.
        let since: Date
    }

    /// A home as one filter found it.
    private struct Finding {
        var listings: [PresentListing] = []
        var since = Date.distantFuture
        var heardPrice: Double?
        var episode = 0
    }

    private struct Topic: Hashable {
        let kind: Kind
        let filter: Int64
    }

    private struct Home: Hashable {
        let kind: Kind
        let id: Int64
    }

    private var found: [Topic: [Int64: Finding]] = [:]
    private var filters: [Home: Set<Int64>] = [:]
    /// Filters of which a listing is gone that may come back.
    private var gone: Set<Int64> = []
    /// Filters that saw a price drop while the person's earlier message of the home is not settled.
    private var waiting: Set<Int64> = []

    init(
        _ pending: [PendingMatch], facts: PlanningFacts, fit: FitCache, policy: SpeakingPolicy,
        isFresh: (PendingMatch) -> Bool
    ) {
        for match in pending where isFresh(match) {
            let filter = match.filter.filterID
            guard let listing = facts.listings[match.listingID], !listing.isRemoved else {
                gone.insert(filter)
                continue
            }
            guard fit.holds(filter, listing.id) else { continue }
            if let heard = match.heard {
                if !heard.isAnnounced {
                    waiting.insert(filter)
                } else if policy.isDrop(from: heard.price, to: listing.content) {
                    add(match, listing, to: Topic(kind: .priceDrop, filter: filter))
                }
            } else {
                add(match, listing, to: Topic(kind: .newListings, filter: filter))
            }
        }
    }

    private mutating func add(_ match: PendingMatch, _ listing: PresentListing, to topic: Topic) {
        var finding = found[topic]?[listing.homeID] ?? Finding()
        finding.listings.append(listing)
        finding.since = min(finding.since, match.matchedAt)
        finding.heardPrice = match.heard?.price
        // What is said is the present price: the drops before it are said with it.
        finding.episode = max(finding.episode, listing.episode, match.episode)
        found[topic, default: [:]][listing.homeID] = finding
        filters[Home(kind: topic.kind, id: listing.homeID), default: []].insert(topic.filter)
    }

    func hasGone(_ filter: Int64) -> Bool { gone.contains(filter) }

    func isWaiting(_ filter: Int64) -> Bool { waiting.contains(filter) }

    /// What the filter found, newest first by our first sight. Of several listings of a home the newest stands for it,
    /// or the cheapest where it is the price that is news.
    func homes(of filter: Int64, _ kind: Kind) -> [Told] {
        let told = (found[Topic(kind: kind, filter: filter)] ?? [:]).compactMap { home, finding -> Told? in
            let isBefore = kind == .priceDrop ? Self.isDearer : Self.isOlder
            guard let listing = finding.listings.max(by: isBefore) else { return nil }
            return Told(
                listing: listing,
                item: NotificationDraft.Item(
                    listingID: listing.id, homeID: home, episode: finding.episode,
                    previousPrice: finding.heardPrice,
                    filterIDs: (filters[Home(kind: kind, id: home)] ?? [filter]).sorted()),
                since: finding.since)
        }
        return told.sorted { Self.isOlder($1.listing, $0.listing) }
    }

    private static func isOlder(_ left: PresentListing, _ right: PresentListing) -> Bool {
        (left.firstSeenAt, left.id) < (right.firstSeenAt, right.id)
    }

    private static func isDearer(_ left: PresentListing, _ right: PresentListing) -> Bool {
        (left.content.price ?? .infinity, right.id) > (right.content.price ?? .infinity, left.id)
    }
}
