import Contracts
import Listings
import Postgres

extension ListingRecord {
    static let columns = "id, listings.home_id, version, content, first_seen_at, last_seen_at, updated_at, removed_at"

    init(row: PostgresRow) throws {
        self.init(
            id: try row.decode("id"), homeID: try row.decode("home_id"), version: try row.decode("version"),
            listing: try Listing(content: try row.decode("content")), firstSeenAt: try row.decode("first_seen_at"),
            lastSeenAt: try row.decode("last_seen_at"), updatedAt: try row.decode("updated_at"),
            removedAt: try row.decodeIfPresent("removed_at"))
    }
}

/// How listings travel to the database: one JSON array, whose elements are `listings.content`, read by the server.
enum ListingJSON {
    static func array(_ listings: [Listing]) -> PostgresValue {
        var writer = JSONWriter()
        writer.array(listings) { $1.write(to: &$0) }
        return .json(String(decoding: writer.bytes, as: UTF8.self))
    }

    /// The searchable columns, read from a `content` by the names that `Listing` gives its fields. The city's key is
    /// the one that only this side can work out.
    static let columns: [(name: String, expression: String)] = [
        ("title", "content->>'title'"), ("url", "content->>'url'"), ("price", "(content->>'price')::float8"),
        ("property_type", "content->>'property_type'"), ("rooms", "(content->>'rooms')::integer"),
        ("bathrooms", "(content->>'bathrooms')::integer"), ("area", "(content->>'area')::float8"),
        ("furnished", "(content->>'furnished')::boolean"), ("pets_allowed", "(content->>'pets_allowed')::boolean"),
        ("city", "content->>'city'"), ("latitude", "(content->>'latitude')::float8"),
        ("longitude", "(content->>'longitude')::float8"),
        ("published_at", "(content->>'published_at')::timestamptz"),
    ]
}
