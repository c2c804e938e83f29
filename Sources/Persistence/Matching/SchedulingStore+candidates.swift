import Contracts
package import Foundation
package import Postgres

extension SchedulingStore {
    /// What is pending for these people, for all their filters, due or not, that have something pending on the
    /// channel: a listing that several of them found names them all. A channel speaks of nothing older than its link,
    /// and of no home that the person dismissed.
    ///
    /// A match of episode 0 is new to whoever has heard nothing of the home; one of a later episode, a drop of the
    /// price, is for those who heard an earlier one.
    ///
    /// - Parameter since: no match is older than this; it keeps old partitions out of the search.
    package func pendingMatches(
        for keys: [Addressee.Key], since: Date
    ) async throws(PostgresError) -> [PendingMatch] {
        guard !keys.isEmpty else { return [] }
        let rows = try await connection.query(
            """
            SELECT pending.filter_id, pending.channel, pending.user_id, matches.listing_id, matches.episode,
                max(matches.matched_at) AS matched_at, heard.state = 'announced' AS is_announced,
                CASE WHEN matches.episode > 0 THEN \(Self.heardPrice) END AS heard_price
            FROM unnest($1::bigint[], $2::text[]) AS held (user_id, channel)
            JOIN campanello.pending_filters AS pending USING (user_id, channel)
            JOIN campanello.recipients AS recipient USING (user_id, channel)
            JOIN campanello.matches ON matches.filter_id = pending.filter_id
                AND matches.matched_at >= pending.first_pending_at AND matches.matched_at >= $3::timestamptz
                AND matches.matched_at >= recipient.linked_at
            JOIN campanello.listings ON listings.id = matches.listing_id
            LEFT JOIN LATERAL (
                SELECT entries.episode, entries.state, entries.listing_id, entries.at FROM campanello.entries
                WHERE entries.user_id = pending.user_id AND entries.channel = pending.channel
                    AND entries.home_id = listings.home_id
                ORDER BY entries.episode DESC LIMIT 1
            ) AS heard ON true
            WHERE CASE WHEN matches.episode = 0 THEN heard.episode IS NULL ELSE heard.episode < matches.episode END
                AND NOT EXISTS (SELECT FROM campanello.dismissed_homes AS dismissed
                    WHERE dismissed.user_id = pending.user_id AND dismissed.home_id = listings.home_id)
            GROUP BY pending.filter_id, pending.channel, pending.user_id, matches.listing_id, matches.episode,
                listings.home_id, heard.episode, heard.state, heard.listing_id, heard.at
            """, keys.parameters + [.timestamp(since)])
        var found: [PendingMatch] = []
        for row in rows { found.append(try PendingMatch(row: row)) }
        return found
    }

    /// The price when the person heard of the home.
    private static let heardPrice = """
        coalesce(
            (SELECT price FROM campanello.listing_prices AS known WHERE known.listing_id = heard.listing_id
                AND known.at <= heard.at ORDER BY known.version DESC LIMIT 1),
            (SELECT previous_price FROM campanello.home_episodes AS next WHERE next.home_id = listings.home_id
                AND next.episode = heard.episode + 1))
        """

    /// The listings as they stand, by id. One whose content cannot be read is left out.
    package func listings(_ ids: [Int64]) async throws(PostgresError) -> [Int64: PresentListing] {
        try await PresentListing.read(ids, on: connection)
    }
}

extension PresentListing {
    /// The listings of `ids` as they stand; those of a paused source as if they were removed. One whose content cannot be
    /// read is left out.
    package static func read(
        _ ids: [Int64], on executor: any PostgresExecutor
    ) async throws(PostgresError) -> [Int64: PresentListing] {
        guard !ids.isEmpty else { return [:] }
        let rows = try await executor.query(
            """
            SELECT id, home_id, content, first_seen_at, updated_at, traceparent,
                removed_at IS NOT NULL OR NOT \(PauseSQL.isRunning) AS is_removed, coalesce(
                (SELECT max(episode) FROM campanello.home_episodes AS known
                    WHERE known.home_id = listings.home_id), 0) AS episode
            FROM campanello.listings WHERE id = ANY($1::bigint[])
            """, [.intArray(ids)])
        var found: [Int64: PresentListing] = [:]
        found.reserveCapacity(rows.count)
        for row in rows {
            guard let listing = try PresentListing(row: row) else { continue }
            found[listing.id] = listing
        }
        return found
    }

    init?(row: PostgresRow) throws(PostgresError) {
        guard let content = ListingContent.decode(try row.decode("content")) else { return nil }
        self.init(
            id: try row.decode("id"), homeID: try row.decode("home_id"), episode: try row.decode("episode"),
            content: content,
            firstSeenAt: try row.decode("first_seen_at"), isRemoved: try row.decode("is_removed"),
            changedAt: try row.decodeIfPresent("updated_at"), traceparent: try row.decodeIfPresent("traceparent"))
    }
}
