import Contracts
package import Postgres

/// A listing whose price is lower than in the version that was matched last.
package struct LoweredPrice: Sendable, Equatable {
    package let listingID: Int64
    package let homeID: Int64
    package let version: Int
    package let price: Double

    package init(listingID: Int64, homeID: Int64, version: Int, price: Double) {
        self.listingID = listingID
        self.homeID = homeID
        self.version = version
        self.price = price
    }
}

/// The drops of homes' prices that are worth speaking of again.
package enum HomeEpisodes {
    /// Notes a new episode for every home whose price is now more than `percent` below the highest since the episode
    /// before. Another portal that follows a drop later begins none: the home's own latest price counts as well.
    ///
    /// Homes are written in ascending order, as by every replica.
    ///
    /// - Returns: the episode by the listing whose price dropped.
    package static func note(
        _ lowered: [LoweredPrice], percent: Double, on connection: PostgresConnection
    ) async throws(PostgresError) -> [Int64: Int] {
        guard !lowered.isEmpty else { return [:] }
        let rows = try await connection.query(
            Self.noteSQL,
            [
                .intArray(lowered.map(\.listingID)), .intArray(lowered.map(\.homeID)),
                .intArray(lowered.map { Int64($0.version) }), .doubleArray(lowered.map(\.price)),
                .double(1 - percent / 100),
            ])
        var episodes: [Int64: Int] = [:]
        for row in rows { episodes[try row.decode("listing_id")] = try row.decode("episode", as: Int.self) }
        return episodes
    }

    private static let noteSQL = """
        WITH dropped AS MATERIALIZED (
            SELECT lowered.listing_id, lowered.home_id, lowered.price, coalesce(latest.episode, 0) + 1 AS episode,
                greatest(latest.price, history.price) AS previous_price
            FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::float8[])
                AS lowered (listing_id, home_id, version, price)
            LEFT JOIN LATERAL (
                SELECT episode, price, at FROM campanello.home_episodes AS known
                WHERE known.home_id = lowered.home_id ORDER BY episode DESC LIMIT 1
            ) AS latest ON true
            LEFT JOIN LATERAL (
                SELECT max(price) AS price FROM campanello.listing_prices AS known
                WHERE known.listing_id = lowered.listing_id AND known.version < lowered.version
                    AND coalesce(known.at > latest.at, true)
            ) AS history ON true
            WHERE lowered.price < greatest(latest.price, history.price) * $5::float8
        ), noted AS (
            INSERT INTO campanello.home_episodes (home_id, episode, price, previous_price, listing_id)
            SELECT DISTINCT ON (home_id) home_id, episode, price, previous_price, listing_id
            FROM dropped ORDER BY home_id, price ON CONFLICT DO NOTHING
        )
        SELECT listing_id, episode FROM dropped
        """

    /// A filter that knew a listing before its price dropped.
    package struct Finder: Sendable {
        package let filterID: Int64
        package let drop: LoweredPrice
        package let episode: Int

        package init(filterID: Int64, drop: LoweredPrice, episode: Int) {
            self.filterID = filterID
            self.drop = drop
            self.episode = episode
        }
    }

    /// The matches of a drop: of those filters whose people have heard, or are about to, of an earlier episode.
    package static func matches(
        of finders: [Finder], on connection: PostgresConnection
    ) async throws -> [Match] {
        guard !finders.isEmpty else { return [] }
        let rows = try await connection.query(
            """
            SELECT finder.position, filters.user_id, notify_telegram, notify_whatsapp
            FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) WITH ORDINALITY
                AS finder (filter_id, home_id, episode, position)
            JOIN campanello.filters ON filters.id = finder.filter_id
            WHERE EXISTS (SELECT FROM campanello.entries WHERE entries.user_id = filters.user_id
                AND entries.channel = ANY($4::text[]) AND entries.home_id = finder.home_id
                AND entries.episode < finder.episode)
            """,
            [
                .intArray(finders.map(\.filterID)), .intArray(finders.map(\.drop.homeID)),
                .intArray(finders.map { Int64($0.episode) }), .textArray(Channel.allCases.map(\.rawValue)),
            ])
        return try rows.map { row in
            let finder = finders[try row.decode("position", as: Int.self) - 1]
            let speaks: [Channel: Bool] = [
                .telegram: try row.decode("notify_telegram"), .whatsapp: try row.decode("notify_whatsapp"),
            ]
            return Match(
                filterID: finder.filterID, userID: try row.decode("user_id"), listingID: finder.drop.listingID,
                homeID: finder.drop.homeID, listingVersion: finder.drop.version, episode: finder.episode,
                channels: Channel.allCases.filter { speaks[$0] == true })
        }
    }
}
