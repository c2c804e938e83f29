package import Foundation

/// `new-listings-for-filter.v1`: what a filter found for a person, to be said on one channel. It names nobody's
/// address: senders look that up when they send.
package struct NewListingsForFilter: Contract {
    /// The most listings that a message carries; `total` counts all, `moreURL` shows all.
    package static let maximumListings = 10

    /// Why the person hears of these listings.
    package enum Kind: String, Word {
        case newListings = "new_listings"
        case priceDrop = "price_drop"
    }

    /// The filter that speaks.
    package struct Filter: Decodable, Sendable, Equatable {
        package var id: Int64
        package var name: String
        /// The city as the person wrote it; nil for a filter without one or with several.
        package var city: String?

        package init(id: Int64, name: String, city: String?) {
            self.id = id
            self.name = name
            self.city = city
        }

        private enum CodingKeys: String, CodingKey { case id, name, city }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                id: try container.whole(.id), name: try container.decode(String.self, forKey: .name),
                city: try container.decodeIfPresent(String.self, forKey: .city))
        }

        func write(to writer: inout JSONWriter) {
            writer.object {
                $0.field("id", id)
                $0.field("name", name)
                $0.field("city", city)
            }
        }
    }

    /// The notification's id; also the event's and the delivery's.
    package var id: UUID
    package var occurredAt: Date
    package var kind: Kind
    package var userID: Int64
    package var channel: Channel
    /// `ru`, `en` or `it`.
    package var locale: String
    /// Not to be sent after this.
    package var expiresAt: Date
    package var filter: Filter
    /// How many listings there are in all.
    package var total: Int
    /// Where every one of them can be read.
    package var moreURL: String
    /// At most `maximumListings`, newest first by our first sight.
    package var listings: [AnnouncedListing]

    package var messageType: MessageType { .newListingsForFilter }

    package init(
        id: UUID, occurredAt: Date, kind: Kind, userID: Int64, channel: Channel, locale: String, expiresAt: Date,
        filter: Filter, total: Int, moreURL: String, listings: [AnnouncedListing]
    ) {
        self.id = id
        self.occurredAt = occurredAt
        self.kind = kind
        self.userID = userID
        self.channel = channel
        self.locale = locale
        self.expiresAt = expiresAt
        self.filter = filter
        self.total = total
        self.moreURL = moreURL
        self.listings = listings
    }
}

extension NewListingsForFilter {
    enum CodingKeys: String, CodingKey {
        case id, kind, channel, locale, filter, total, listings
        case occurredAt = "occurred_at"
        case userID = "user_id"
        case expiresAt = "expires_at"
        case moreURL = "more_url"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try container.decode(UUID.self, forKey: .id),
            occurredAt: try container.decode(Date.self, forKey: .occurredAt),
            kind: try container.decode(Kind.self, forKey: .kind),
            userID: try container.whole(.userID),
            channel: try container.decode(Channel.self, forKey: .channel),
            locale: try container.decode(String.self, forKey: .locale),
            expiresAt: try container.decode(Date.self, forKey: .expiresAt),
            filter: try container.decode(Filter.self, forKey: .filter),
            total: try container.whole(.total),
            moreURL: try container.decode(String.self, forKey: .moreURL),
            listings: try container.decode([AnnouncedListing].self, forKey: .listings))
    }

    package func write(to writer: inout JSONWriter) {
        writer.object {
            $0.field("id", id)
            $0.field("occurred_at", occurredAt)
            $0.field("kind", kind.rawValue)
            $0.field("user_id", userID)
            $0.field("channel", channel.rawValue)
            $0.field("locale", locale)
            $0.field("expires_at", expiresAt)
            $0.field("filter") { filter.write(to: &$0) }
            $0.field("total", total)
            $0.field("more_url", moreURL)
            $0.field("listings") { $0.array(listings) { $1.write(to: &$0) } }
        }
    }
}
