import Foundation
package import Postgres

/// What is no longer needed.
package enum RetentionStore {
    /// Deletes pending rows of which nothing younger than `age` is left: of people who cannot be reached, of paused
    /// filters, of channels that are off, of listings that never came back. In small steps, rows that are in use left
    /// alone.
    ///
    /// The rows are locked first and judged in a later statement, and not while matches are being written.
    ///
    /// - Returns: how many were deleted.
    @discardableResult
    package static func dropStalePending(
        olderThan age: Duration, limit: Int = 1000, from pool: PostgresPool
    ) async throws -> Int {
        try await pool.transaction { connection in
            guard try await PendingGuard.mayTake(on: connection) else { return 0 }
            let locked = try await connection.query(
                """
                SELECT filter_id, channel FROM campanello.pending_filters
                WHERE first_pending_at < now() - $1::float8 * interval '1 second'
                ORDER BY filter_id, channel LIMIT $2::bigint FOR UPDATE SKIP LOCKED
                """, [.double(age.seconds), .int(Int64(limit))])
            let keys = try locked.map { DueFilter.Key(filterID: try $0.decode("filter_id"), channel: try $0.channel()) }
            guard !keys.isEmpty else { return 0 }
            return try await connection.execute(
                """
                DELETE FROM campanello.pending_filters AS pending
                USING unnest($1::bigint[], $2::text[]) AS old (filter_id, channel)
                WHERE pending.filter_id = old.filter_id AND pending.channel = old.channel AND NOT EXISTS (
                    SELECT FROM campanello.matches WHERE matches.filter_id = pending.filter_id
                    AND matched_at >= now() - $3::float8 * interval '1 second')
                """, keys.parameters + [.double(age.seconds)])
        }
    }

    /// The least id of a notification that is not older than `$1` seconds. Version 7 ids begin with their milliseconds
    /// (RFC 9562), and nothing is heard before its notification is made: so entries are found by age without an index
    /// that announcing them would have to keep.
    private static let notificationsSince = """
        rpad(lpad(to_hex((extract(epoch FROM now() - $1::float8 * interval '1 second') * 1000)::bigint), 12, '0'),
            32, '0')::uuid
        """

    /// Deletes what people have heard of homes that no portal has listed for `age`: they are forgotten, and would be
    /// news again. In small steps.
    ///
    /// - Returns: how many were deleted.
    @discardableResult
    package static func dropOldEntries(
        olderThan age: Duration, limit: Int = 10_000, from pool: PostgresPool
    ) async throws -> Int {
        try await pool.execute(
            """
            DELETE FROM campanello.entries AS old USING (
                SELECT user_id, channel, home_id, episode FROM campanello.entries
                WHERE entries.notification_id < \(notificationsSince)
                    AND entries.at < now() - $1::float8 * interval '1 second' AND NOT EXISTS (
                    SELECT FROM campanello.listings WHERE listings.home_id = entries.home_id
                    AND last_seen_at >= now() - $1::float8 * interval '1 second')
                LIMIT $2::bigint
            ) AS unseen
            WHERE old.user_id = unseen.user_id AND old.channel = unseen.channel AND old.home_id = unseen.home_id
                AND old.episode = unseen.episode AND old.at < now() - $1::float8 * interval '1 second'
            """, [.double(age.seconds), .int(Int64(limit))])
    }

    /// Deletes replaced contents that nothing is compared with any more, and what is left of filters deleted long ago.
    package static func dropOldVersions(
        olderThan age: Duration, limit: Int = 10_000, from pool: PostgresPool
    ) async throws {
        try await pool.execute(
            """
            DELETE FROM campanello.listing_versions AS old USING (
                SELECT listing_id, listing_versions.version FROM campanello.listing_versions
                JOIN campanello.listings ON listings.id = listing_id
                WHERE replaced_at < now() - $1::float8 * interval '1 second'
                    AND listing_versions.version < matched_version
                LIMIT $2::bigint
            ) AS unneeded
            WHERE old.listing_id = unneeded.listing_id AND old.version = unneeded.version
            """, [.double(age.seconds), .int(Int64(limit))])
        try await pool.execute(
            """
            DELETE FROM campanello.deleted_filters
            WHERE deleted_at < now() - $1::float8 * interval '1 second'
            """, [.double(age.seconds)])
    }
}
