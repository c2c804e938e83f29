import Contracts
import Listings
import Postgres

extension ListingRecord {
    static let columns = "id, listings.home_id, version, content, first_seen_at, last_seen_at, updated_at, removed_at"

    init(row: PostgresRow) throws {
        var columns = row.columns
        self.init(
            id: try columns.int64("id"), homeID: try columns.int64("home_id"), version: try columns.int("version"),
            listing: try Listing(content: try columns.string("content")),
            firstSeenAt: try columns.date("first_seen_at"),
            lastSeenAt: try columns.date("last_seen_at"), updatedAt: try columns.date("updated_at"),
            removedAt: try columns.dateIfPresent("removed_at"))
    }
}

/// How listings travel to the database: one JSON array, whose elements are `listings.content`, read by the server.
enum ListingJSON {
    /// The listings of these entries.
    static func array(_ indices: [Int], of entries: [IngestRow]) -> PostgresValue {
        var writer = JSONWriter(capacity: indices.count * 1_024)
        writer.array(indices) { entries[$1].listing.write(to: &$0) }
        return .json(String(decoding: writer.bytes, as: UTF8.self))
    }

    /// The searchable columns, which a `content` holds by the same names. The city's key is the one that only this side
    /// can work out.
    static let columns: [(name: String, type: String)] = [
        ("title", "text"), ("url", "text"), ("price", "float8"), ("property_type", "text"), ("rooms", "integer"),
        ("bathrooms", "integer"), ("area", "float8"), ("furnished", "boolean"), ("pets_allowed", "boolean"),
        ("city", "text"), ("latitude", "float8"), ("longitude", "float8"), ("published_at", "timestamptz"),
    ]

    /// A column as it is read from the `content` of `table`.
    static func expression(_ column: (name: String, type: String), of table: String) -> String {
        "(\(table).content->>'\(column.name)')::\(column.type)"
    }
}
