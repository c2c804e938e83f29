import Contracts
package import Foundation
package import Postgres

/// A delivery's message, made once more from its rows.
package struct DeliveryEvent: Sendable {
    /// Whose relay publishes it.
    package var service: String
    /// Where all listings of a notification are shown: by its id and the time it was made.
    package var moreURL: @Sendable (UUID, Date) -> String

    package init(service: String, moreURL: @escaping @Sendable (UUID, Date) -> String) {
        self.service = service
        self.moreURL = moreURL
    }

    /// The event of a notification or a direct message; nil where its rows are gone.
    /// - Parameters:
    ///   - attempt: what the message stands for.
    ///   - delay: how long after the transaction's start it may leave.
    package func read(
        _ id: UUID, isDirect: Bool, attempt: Int, delay: Duration, on connection: PostgresConnection
    ) async throws -> OutboxEvent? {
        if isDirect {
            guard let message = try await StuckDirectMessages.read([id], on: connection).first else { return nil }
            return try OutboxEvent(
                message, service: service, exchange: Exchange.notifications,
                routingKey: RoutingKey.direct(message.channel), attempt: attempt, delay: delay)
        }
        guard let outline = try await NotificationOutline.read([id], on: connection).first else { return nil }
        let items = outline.draft.items
        let filters = try await FilterRecord.read(items.flatMap(\.filterIDs), on: connection)
        let listings = try await PresentListing.read(Set(items.map(\.listingID)).sorted(), on: connection)
        let links = try await HomeLinks.read(outline.draft.shownHomes, on: connection)
        let message = NewListingsForFilter(
            outline.draft, total: outline.total, createdAt: outline.createdAt, expiresAt: outline.expiresAt,
            moreURL: moreURL(id, outline.createdAt), filters: filters, listings: listings, links: links)
        return try OutboxEvent(
            message, service: service, exchange: Exchange.notifications,
            routingKey: RoutingKey.notifications(message.channel), attempt: attempt,
            traceparent: outline.traceparent, delay: delay)
    }
}
