package import Foundation

/// `listing-ingested.v1`, `listing-updated.v1`, `listing-removed.v1`: a listing came, changed or went. The Matcher
/// reads the current row; the facts are for whoever else listens.
package struct ListingEvent: Contract {
    /// What happened; it decides the message's type and its routing key.
    package enum Change: String, Word {
        case ingested
        case updated
        case removed
    }

    package var id: UUID
    package var occurredAt: Date
    package var change: Change
    package var listingID: Int64
    /// The listing's version after the change, from 1.
    package var version: Int
    package var listing: ListingFacts

    package init(id: UUID, occurredAt: Date, change: Change, listingID: Int64, version: Int, listing: ListingFacts) {
        self.id = id
        self.occurredAt = occurredAt
        self.change = change
        self.listingID = listingID
        self.version = version
        self.listing = listing
    }

    package var messageType: MessageType {
        switch change {
        case .ingested: .listingIngested
        case .updated: .listingUpdated
        case .removed: .listingRemoved
        }
    }

    package var routingKey: String { RoutingKey.listing(change) }
}

extension ListingEvent {
    enum CodingKeys: String, CodingKey {
        case id, change, version, listing
        case occurredAt = "occurred_at"
        case listingID = "listing_id"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try container.decode(UUID.self, forKey: .id),
            occurredAt: try container.decode(Date.self, forKey: .occurredAt),
            change: try container.decode(Change.self, forKey: .change),
            listingID: try container.whole(.listingID),
            version: try container.whole(.version),
            listing: try container.decode(ListingFacts.self, forKey: .listing))
    }

    package func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("id", id)
            $0.field("occurred_at", occurredAt)
            $0.field("change", change.rawValue)
            $0.field("listing_id", listingID)
            $0.field("version", version)
            $0.field("listing") { listing.write(to: &$0) }
        }
    }
}
