package import Foundation
import Listings
package import Postgres

/// Matching a batch of listings, step by step inside one transaction: lock, match (elsewhere), write, settle.
///
/// The rows are locked before the filters are read, so a listing is matched by one replica at a time and against
/// every filter that was saved before it.
package enum MatchStore {
    /// Locks those of `ids` whose version is ahead of their matched one. Repeated and older events find nothing, and
    /// neither do those of a listing that is gone: when it comes back, it is compared with what was matched last. Those of a
    /// paused source wait for the sweep that follows its being resumed.
    package static func lock(
        _ ids: [Int64], on connection: PostgresConnection
    ) async throws(PostgresError) -> UnmatchedBatch {
        let rows = try await connection.query(
            """
            SELECT id, home_id, version, matched_version, announce, content, traceparent, now() AS now
            FROM campanello.listings
            WHERE id = ANY($1::bigint[]) AND matched_version < version AND removed_at IS NULL
                AND \(PauseSQL.isRunning)
            ORDER BY id FOR UPDATE
            """, [.intArray(ids)])
        guard let first = rows.first else { return UnmatchedBatch(listings: [], now: .distantPast) }
        let previous = try await previousContents(rows, on: connection)
        var listings: [UnmatchedListing] = []
        for row in rows { listings.append(try UnmatchedListing(row: row, previous: previous)) }
        return UnmatchedBatch(listings: listings, now: try first.decode("now"))
    }

    /// A statement of its own: while the lock was waited for, somebody may have replaced a version, and only a later
    /// snapshot shows it.
    private static func previousContents(
        _ rows: [PostgresRow], on connection: PostgresConnection
    ) async throws(PostgresError) -> [Int64: Listing] {
        var ids: [Int64] = []
        var versions: [Int64] = []
        for row in rows {
            let matched: Int64 = try row.decode("matched_version")
            guard matched > 0 else { continue }
            ids.append(try row.decode("id"))
            versions.append(matched)
        }
        guard !ids.isEmpty else { return [:] }
        let found = try await connection.query(
            """
            SELECT listing_id, content FROM campanello.listing_versions
            JOIN unnest($1::bigint[], $2::bigint[]) AS wanted (id, number)
                ON listing_id = wanted.id AND version = wanted.number
            """, [.intArray(ids), .intArray(versions)])
        var contents: [Int64: Listing] = [:]
        for row in found { contents[try row.decode("listing_id")] = ListingContent.decode(try row.decode("content")) }
        return contents
    }

    /// Writes the matches by COPY, into the partition of `now`.
    package static func write(
        _ matches: [Match], now: Date, on connection: PostgresConnection
    ) async throws {
        guard !matches.isEmpty else { return }
        let rows: [[PostgresValue]] = matches.map {
            [
                .timestamp(now), .int($0.filterID), .int($0.userID), .int($0.listingID), .int($0.homeID),
                .int(Int64($0.listingVersion)), .int(Int64($0.episode)),
            ]
        }
        _ = try await connection.copyIn(
            """
            COPY campanello.matches
                (matched_at, filter_id, user_id, listing_id, home_id, listing_version, episode) FROM STDIN
            """, rows: rows)
    }

    /// Records that these versions are matched.
    package static func settle(
        _ listings: [UnmatchedListing], on connection: PostgresConnection
    ) async throws(PostgresError) {
        try await connection.execute(
            """
            UPDATE campanello.listings SET matched_version = done.number
            FROM unnest($1::bigint[], $2::bigint[]) AS done (id, number)
            WHERE listings.id = done.id AND listings.matched_version < done.number
            """, [.intArray(listings.map(\.id)), .intArray(listings.map { Int64($0.version) })])
    }
}

extension UnmatchedListing {
    init(row: PostgresRow, previous: [Int64: Listing]) throws(PostgresError) {
        let id: Int64 = try row.decode("id")
        self.init(
            id: id, homeID: try row.decode("home_id"), version: try row.decode("version"),
            matchedVersion: try row.decode("matched_version"), isAnnounced: try row.decode("announce"),
            content: ListingContent.decode(try row.decode("content")), previous: previous[id],
            traceparent: try row.decodeIfPresent("traceparent"))
    }
}
