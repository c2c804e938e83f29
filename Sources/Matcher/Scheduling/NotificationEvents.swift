import Contracts
import Foundation
import Listings
import Persistence
import ServiceKit

/// Makes the messages of notifications, when they are formed and when they are swept.
struct NotificationEvents: Sendable {
    static let service = "matcher"

    let link: ListingLink

    /// The event of a notification that is being written.
    func event(
        of draft: NotificationDraft, now: Date, filters: [Int64: FilterRecord], listings: [Int64: PresentListing]
    ) throws -> OutboxEvent {
        try outboxEvent(
            message(
                draft, total: draft.items.count, createdAt: now, expiresAt: now + NotificationDraft.lifetime.seconds,
                filters: filters, listings: listings), attempt: 1, traceparent: nil)
    }

    /// The event of a notification that was written before.
    func event(
        of outline: NotificationOutline, attempt: Int, filters: [Int64: FilterRecord],
        listings: [Int64: PresentListing]
    ) throws -> OutboxEvent {
        try outboxEvent(
            message(
                outline.draft, total: outline.total, createdAt: outline.createdAt, expiresAt: outline.expiresAt,
                filters: filters, listings: listings), attempt: attempt, traceparent: outline.traceparent)
    }

    private func outboxEvent(
        _ message: NewListingsForFilter, attempt: Int, traceparent: String?
    ) throws -> OutboxEvent {
        try OutboxEvent(
            message, service: Self.service, exchange: Exchange.notifications,
            routingKey: RoutingKey.notifications(message.channel), attempt: attempt, traceparent: traceparent)
    }

    private func message(
        _ draft: NotificationDraft, total: Int, createdAt: Date, expiresAt: Date, filters: [Int64: FilterRecord],
        listings: [Int64: PresentListing]
    ) -> NewListingsForFilter {
        NewListingsForFilter(
            id: draft.id, occurredAt: createdAt, kind: draft.kind, userID: draft.userID, channel: draft.channel,
            locale: draft.locale, expiresAt: expiresAt, filter: draft.filter, total: total,
            moreURL: link.url(notification: draft.id, expires: createdAt + ListingLink.lifetime.seconds),
            listings: draft.items.prefix(NewListingsForFilter.maximumListings).compactMap { item in
                listings[item.listingID].map { announced(item, $0, filters: filters) }
            })
    }

    private func announced(
        _ item: NotificationDraft.Item, _ listing: PresentListing, filters: [Int64: FilterRecord]
    ) -> AnnouncedListing {
        AnnouncedListing(
            facts: ListingFacts(id: listing.id, listing.content), previousPrice: item.previousPrice,
            filters: item.filterIDs.compactMap { id in
                filters[id].map { AnnouncedListing.FoundBy(id: id, name: $0.name) }
            })
    }
}

extension ListingFacts {
    init(id: Int64, _ listing: Listing) {
        self.init(
            id: id, source: listing.source, externalID: listing.externalID, url: listing.url, title: listing.title,
            price: listing.price, priceCurrency: listing.priceCurrency, propertyType: listing.propertyType?.rawValue,
            rooms: listing.rooms, area: listing.area, floor: listing.floor, furnished: listing.furnished,
            petsAllowed: listing.petsAllowed, address: listing.address, city: listing.city,
            district: listing.district, latitude: listing.latitude, longitude: listing.longitude,
            images: listing.images, publishedAt: listing.publishedAt)
    }
}
