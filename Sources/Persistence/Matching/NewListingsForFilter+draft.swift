package import Contracts
package import Foundation
import Listings

extension NewListingsForFilter {
    /// The message of a notification: when it is formed, and whenever it is made once more from its rows.
    ///
    /// - Parameters:
    ///   - total: how many listings the notification has; the message carries the newest of them.
    ///   - filters: those that found them, by id; one that is gone is left out.
    ///   - listings: as they stand now, by id; one that is missing is left out.
    ///   - links: where else their homes are listed.
    package init(
        _ draft: NotificationDraft, total: Int, createdAt: Date, expiresAt: Date, moreURL: String,
        filters: [Int64: FilterRecord], listings: [Int64: PresentListing], links: HomeLinks
    ) {
        self.init(
            id: draft.id, occurredAt: createdAt, kind: draft.kind, userID: draft.userID, channel: draft.channel,
            locale: draft.locale, expiresAt: expiresAt, filter: draft.filter, total: total, moreURL: moreURL,
            listings: draft.items.prefix(Self.maximumListings).compactMap { item in
                listings[item.listingID].map { AnnouncedListing(item, $0, filters: filters, links: links) }
            })
    }
}

extension AnnouncedListing {
    fileprivate init(
        _ item: NotificationDraft.Item, _ listing: PresentListing, filters: [Int64: FilterRecord], links: HomeLinks
    ) {
        self.init(
            facts: ListingFacts(id: listing.id, listing.content), previousPrice: item.previousPrice,
            filters: item.filterIDs.compactMap { id in
                filters[id].map { AnnouncedListing.FoundBy(id: id, name: $0.name) }
            },
            alsoAt: links.others(of: listing.homeID, than: listing.id).map {
                AnnouncedListing.AlsoAt(source: $0.source, url: $0.url)
            })
    }
}
