import Contracts
import Foundation
import Persistence
import ServiceKit

/// Makes the messages of notifications, when they are formed and when they are swept.
struct NotificationEvents: Sendable {
    static let service = "matcher"

    let link: ListingLink

    /// The event of a notification that is being written.
    func event(
        of draft: NotificationDraft, now: Date, filters: [Int64: FilterRecord], listings: [Int64: PresentListing],
        links: HomeLinks
    ) throws -> OutboxEvent {
        try outboxEvent(
            message(
                draft, total: draft.items.count, createdAt: now, expiresAt: now + NotificationDraft.lifetime.seconds,
                filters: filters, listings: listings, links: links), attempt: 1, traceparent: draft.traceparent)
    }

    /// The event of a notification that was written before.
    func event(
        of outline: NotificationOutline, attempt: Int, filters: [Int64: FilterRecord],
        listings: [Int64: PresentListing], links: HomeLinks
    ) throws -> OutboxEvent {
        try outboxEvent(
            message(
                outline.draft, total: outline.total, createdAt: outline.createdAt, expiresAt: outline.expiresAt,
                filters: filters, listings: listings, links: links), attempt: attempt, traceparent: outline.traceparent)
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
        listings: [Int64: PresentListing], links: HomeLinks
    ) -> NewListingsForFilter {
        NewListingsForFilter(
            draft, total: total, createdAt: createdAt, expiresAt: expiresAt,
            moreURL: link.url(notification: draft.id, expires: createdAt + ListingLink.lifetime.seconds),
            filters: filters, listings: listings, links: links)
    }
}
