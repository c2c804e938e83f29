package import Foundation
package import Postgres

/// What portals list.
///
/// Rows are written in ascending order of their keys, new ones before old ones are locked, so that ingests of the same
/// rows wait for each other and never in a circle; the Matcher locks by ascending id as well.
package struct ListingStore: Sendable {
    let pool: PostgresPool
    let service: String
    let handover: OutboxHandover?

    /// - Parameters:
    ///   - service: whose relay publishes the listings' events.
    ///   - handover: to a relay of `service` in this process.
    package init(pool: PostgresPool, service: String = "gateway", handover: OutboxHandover? = nil) {
        self.pool = pool
        self.service = service
        self.handover = handover
    }

    /// A listing, also one that is gone; nil when there is none of this id.
    package func find(id: Int64) async throws -> ListingRecord? {
        try await pool.query("SELECT \(ListingRecord.columns) FROM campanello.listings WHERE id = $1", [.int(id)])
            .first.map(ListingRecord.init(row:))
    }

    /// Listings by their ids, also those that are gone, in the order of `ids`; unknown ids are left out.
    package func find(ids: [Int64]) async throws -> [ListingRecord] {
        try await pool.query(
            """
            SELECT \(ListingRecord.columns) FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (id, position)
            JOIN campanello.listings USING (id) ORDER BY position
            """, [.intArray(ids)]
        ).map(ListingRecord.init(row:))
    }

    /// The listings that a notification told of, in its order, as they are now; gone ones are among them, marked.
    package func find(notificationID: UUID) async throws -> [ListingRecord] {
        try await pool.query(
            """
            SELECT \(ListingRecord.columns) FROM campanello.notification_listings AS told
            JOIN campanello.listings ON listings.id = told.listing_id
            WHERE told.notification_id = $1 ORDER BY told.position
            """, [.uuid(notificationID)]
        ).map(ListingRecord.init(row:))
    }

    /// Takes one listing out.
    ///
    /// - Returns: nil when there is no such listing; else whether it was still listed.
    package func remove(source: String, externalID: String, traceparent: String? = nil) async throws -> Bool? {
        try await pool.transaction { connection in
            let rows = try await connection.query(
                "SELECT id FROM campanello.listings WHERE source = $1 AND external_id = $2 FOR UPDATE",
                [.text(source), .text(externalID)])
            guard let row = rows.first else { return nil }
            let id: Int64 = try row.decode("id")
            return try await markRemoved([id], traceparent: traceparent, on: connection) == 1
        }
    }

    /// Takes out what a scraper no longer sees: listings of `source`, of one city or all, last seen before `seenSince`.
    ///
    /// - Returns: how many went. Each batch is a transaction of its own, so a sweep that breaks off can be repeated.
    package func sweep(
        source: String, cityKey: String? = nil, seenSince: Date, batch: Int = 5000, traceparent: String? = nil
    ) async throws -> Int {
        var total = 0
        while true {
            let removed = try await pool.transaction { connection in
                let rows = try await connection.query(
                    """
                    SELECT id FROM campanello.listings
                    WHERE id IN (
                        SELECT id FROM campanello.listings
                        WHERE source = $1 AND last_seen_at < $2 AND removed_at IS NULL
                            AND ($3::text IS NULL OR city_key = $3)
                        LIMIT $4
                    ) AND last_seen_at < $2 AND removed_at IS NULL ORDER BY id FOR UPDATE
                    """, [.text(source), .timestamp(seenSince), PostgresValue(cityKey), .int(Int64(batch))])
                let ids = try rows.map { try $0.decode("id", as: Int64.self) }
                return try await markRemoved(ids, traceparent: traceparent, on: connection)
            }
            guard removed > 0 else { return total }
            total += removed
        }
    }
}
