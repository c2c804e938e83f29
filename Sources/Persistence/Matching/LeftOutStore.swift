package import Foundation
package import Postgres

/// What a notification holds and its message did not say, because it was gone when the message went out.
package enum LeftOutStore {
    /// Notes, when an attempt is claimed, which of the listings that its message would carry are gone. What an attempt
    /// in doubt may have shown counts as said.
    ///
    /// - Parameters:
    ///   - ids: claimed notifications, one for each listing.
    ///   - listings: of those in the same place.
    ///   - isGone: whether it is left out.
    package static func note(
        _ ids: [UUID], _ listings: [Int64], isGone: [Bool], on executor: any PostgresExecutor
    ) async throws(PostgresError) {
        guard !ids.isEmpty else { return }
        try await executor.execute(
            """
            UPDATE campanello.notification_listings AS item SET left_out = shown.is_gone
            FROM unnest($1::uuid[], $2::bigint[], $3::boolean[]) AS shown (id, listing_id, is_gone)
            JOIN campanello.deliveries ON deliveries.id = shown.id AND deliveries.in_doubt_at IS NULL
            WHERE item.notification_id = shown.id AND item.listing_id = shown.listing_id
                AND item.left_out <> shown.is_gone
            """, [.uuidArray(ids), .intArray(listings), .boolArray(isGone.map(Optional.some))])
    }

    /// Frees the entries of what was left out of messages that were accepted, once the home is listed again, at this
    /// portal or another: it is pending again for every filter that found it.
    ///
    /// - Parameter age: matches older than this are not looked for.
    /// - Returns: how many.
    package static func free(since age: Duration, limit: Int, from pool: PostgresPool) async throws -> Int {
        try await pool.query(Self.freeSQL, [.double(age.seconds), .int(Int64(limit))])
            .first?.decode("freed") ?? 0
    }

    private static let freeSQL = """
        WITH back AS MATERIALIZED (
            SELECT item.notification_id, item.position, item.home_id, item.episode, item.filter_ids,
                deliveries.user_id, deliveries.channel
            FROM campanello.notification_listings AS item
            JOIN campanello.deliveries ON deliveries.id = item.notification_id
            WHERE item.left_out AND deliveries.accepted_at IS NOT NULL AND deliveries.in_doubt_at IS NULL
                AND EXISTS (SELECT FROM campanello.listings
                    WHERE listings.home_id = item.home_id AND removed_at IS NULL)
            ORDER BY item.notification_id, item.position LIMIT $2::bigint FOR UPDATE OF item SKIP LOCKED
        ), known AS (
            UPDATE campanello.notification_listings AS item SET left_out = false FROM back
            WHERE item.notification_id = back.notification_id AND item.position = back.position
        ), freed AS (
            DELETE FROM campanello.entries USING back
            WHERE entries.notification_id = back.notification_id AND entries.home_id = back.home_id
                AND entries.episode = back.episode
        ), returned AS (
            INSERT INTO campanello.pending_filters AS waiting (filter_id, channel, user_id, first_pending_at, due_at)
            SELECT filters.id, back.channel, min(back.user_id), now() - $1::float8 * interval '1 second', now()
            FROM back CROSS JOIN LATERAL unnest(back.filter_ids) AS finder (id)
            JOIN campanello.filters ON filters.id = finder.id
            GROUP BY filters.id, back.channel ORDER BY filters.id, back.channel
            ON CONFLICT (filter_id, channel) DO UPDATE SET
                first_pending_at = least(waiting.first_pending_at, excluded.first_pending_at),
                due_at = least(waiting.due_at, excluded.due_at)
        )
        SELECT count(*) AS freed FROM back
        """
}
