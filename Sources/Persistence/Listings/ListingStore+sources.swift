package import Foundation
import Postgres

extension ListingStore {
    /// When each portal last listed anything, by name; at most 100 portals. Found by skipping through the index from
    /// portal to portal.
    package func lastSeen() async throws -> [String: Date] {
        let rows = try await pool.query(
            """
            WITH RECURSIVE known AS (
                (SELECT source FROM campanello.listings WHERE removed_at IS NULL ORDER BY source LIMIT 1)
                UNION ALL
                SELECT (SELECT source FROM campanello.listings WHERE removed_at IS NULL AND source > known.source
                    ORDER BY source LIMIT 1)
                FROM known WHERE known.source IS NOT NULL
            )
            SELECT source, (SELECT max(last_seen_at) FROM campanello.listings
                WHERE listings.source = known.source AND removed_at IS NULL) AS seen
            FROM known WHERE source IS NOT NULL LIMIT 100
            """, [])
        var seen: [String: Date] = [:]
        for row in rows { seen[try row.decode("source", as: String.self)] = try row.decode("seen", as: Date.self) }
        return seen
    }
}
