package import Postgres

/// A page of a search, its listings as the database has them.
package struct FoundListings: Sendable {
    /// Of all that match, whatever the page.
    package let total: Int
    package let rows: [FoundListing]
    /// Where the next page begins; nil: this is the last.
    package let next: ListingCursor?
}

/// A listing as the database has it: for whoever passes it on, reading it first would cost more than anything else.
package struct FoundListing: Sendable {
    let row: PostgresRow

    package func id() throws(PostgresError) -> Int64 { try row.decode("id") }

    package func isRemoved() throws(PostgresError) -> Bool {
        try row.decodeIfPresent("removed_at", as: String.self) != nil
    }

    /// Gives `body` the listing's `content`: one JSON object.
    package func withContent<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) throws(PostgresError) -> R? {
        try row.withText(of: "content", body)
    }

    package func record() throws -> ListingRecord { try ListingRecord(row: row) }
}
