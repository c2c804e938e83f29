package import Foundation
package import Listings
package import Postgres

/// A filter that is to look back over what is listed already, its request locked.
package struct LookBackRequest: Sendable, Equatable {
    package let filterID: Int64
    /// Nil: over everything; else over what came, or changed, after this.
    package let since: Date?
}

/// A listing that a filter looks back on.
package struct PastListing: Sendable {
    package let id: Int64
    package let homeID: Int64
    package let version: Int
    package let content: Listing?
    /// Whether it was there already when the look-back's span begins.
    package let isOlder: Bool
}

/// Looking back, step by step inside one transaction: take a request, read listings from the newest on, finish.
package enum LookBackStore {
    /// Which request is taken first.
    package enum Order: Sendable, CaseIterable {
        /// Nobody waits for ever.
        case oldest
        /// Whoever has just made a filter does not wait behind ten thousand imported ones.
        case newest
    }

    /// Locks a request that is due, that nobody works on and whose filter is not paused; nil if none is left. The
    /// request of a paused filter waits for its resumption.
    package static func take(
        _ order: Order = .oldest, on connection: PostgresConnection
    ) async throws(PostgresError) -> LookBackRequest? {
        let direction = order == .oldest ? "" : " DESC"
        let rows = try await connection.query(
            """
            SELECT filter_id, since FROM campanello.look_backs JOIN campanello.filters ON filters.id = filter_id
            WHERE is_active AND due_at <= now()
            ORDER BY requested_at\(direction), filter_id\(direction) LIMIT 1 FOR UPDATE OF look_backs SKIP LOCKED
            """)
        guard let row = rows.first else { return nil }
        return LookBackRequest(filterID: try row.decode("filter_id"), since: try row.decodeIfPresent("since"))
    }

    /// The next listings that are not removed and may fit, newest first by our first sight. The plain rule decides
    /// which of them do fit.
    ///
    /// - Parameter last: the last listing of the page before; nil for the first.
    package static func page(
        of conditions: FilterConditions, since: Date?, after last: Int64?, limit: Int,
        on executor: any PostgresExecutor
    ) async throws(PostgresError) -> [PastListing] {
        let search = LookBackSearch(conditions, since: since, after: last, limit: limit)
        var found: [PastListing] = []
        for row in try await executor.query(search.sql, search.parameters) {
            found.append(
                PastListing(
                    id: try row.decode("id"), homeID: try row.decode("home_id"), version: try row.decode("version"),
                    content: ListingContent.decode(try row.decode("content")), isOlder: try row.decode("is_older")))
        }
        return found
    }

    /// What these listings said at `time`, by id; one that has not changed since is not named.
    package static func contents(
        of ids: [Int64], at time: Date, on connection: PostgresConnection
    ) async throws(PostgresError) -> [Int64: Listing] {
        guard !ids.isEmpty else { return [:] }
        let rows = try await connection.query(
            """
            SELECT DISTINCT ON (listing_id) listing_id, content FROM campanello.listing_versions
            WHERE listing_id = ANY($1::bigint[]) AND replaced_at > $2::timestamptz ORDER BY listing_id, version
            """, [.intArray(ids), .timestamp(time)])
        var contents: [Int64: Listing] = [:]
        for row in rows { contents[try row.decode("listing_id")] = ListingContent.decode(try row.decode("content")) }
        return contents
    }

    /// Lets a request that failed wait, ever longer, up to ten minutes: the others go on.
    package static func postpone(_ filterID: Int64, on executor: any PostgresExecutor) async throws(PostgresError) {
        try await executor.execute(
            """
            UPDATE campanello.look_backs SET failures = failures + 1,
                due_at = now() + least(power(2, least(failures, 20)), 600) * interval '1 second'
            WHERE filter_id = $1
            """, [.int(filterID)])
    }

    /// Deletes the request: its matches are written in the same transaction.
    package static func finish(
        _ request: LookBackRequest, on connection: PostgresConnection
    ) async throws(PostgresError) {
        try await connection.execute(
            "DELETE FROM campanello.look_backs WHERE filter_id = $1", [.int(request.filterID)])
    }
}
