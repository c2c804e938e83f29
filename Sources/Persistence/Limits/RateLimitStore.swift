package import Postgres

/// What a bucket gave.
package struct RateGrant: Sendable, Equatable {
    /// How many of the asked tokens.
    package let granted: Int
    /// What is left in the bucket for everybody; below one when nothing was given.
    package let remaining: Double
}

/// Token buckets that all replicas share: one unlogged row each, taken from in one statement by the database's clock.
package struct RateLimitStore: Sendable {
    let pool: PostgresPool

    package init(pool: PostgresPool) {
        self.pool = pool
    }

    /// Takes up to `most` tokens.
    ///
    /// - Parameters:
    ///   - key: what is limited, for example `login|203.0.113.7`; never logged.
    ///   - quota: what a full bucket holds.
    ///   - perSecond: how many tokens come back in a second.
    package func take(_ key: String, quota: Int, perSecond: Double, most: Int) async throws -> RateGrant {
        try await Self.take(key, quota: quota, perSecond: perSecond, most: most, on: pool)
    }

    /// The same inside a transaction: what is undone gives its tokens back.
    package static func take(
        _ key: String, quota: Int, perSecond: Double, most: Int, on executor: any PostgresExecutor
    ) async throws -> RateGrant {
        let rows = try await executor.query(
            Self.takeSQL, [.text(key), .double(Double(quota)), .double(perSecond), .int(Int64(most))])
        guard let row = rows.first else { throw MissingRow(table: "rate_limits") }
        return RateGrant(granted: try row.decode("granted"), remaining: try row.decode("tokens"))
    }

    /// Forgets buckets that have been left alone long enough to be full again.
    package func forgetOld() async throws {
        try await pool.execute("DELETE FROM campanello.rate_limits WHERE at < now() - interval '2 hours'", [])
    }

    private static let refilled =
        "least($2::float8, known.tokens + greatest(0, extract(epoch FROM clock_timestamp() - known.at))::float8 * $3::float8)"

    private static let takeSQL = """
        INSERT INTO campanello.rate_limits AS known (key, tokens, granted, at)
        VALUES ($1, $2::float8 - least($4::bigint, $2::float8), least($4::bigint, $2::float8)::integer, clock_timestamp())
        ON CONFLICT (key) DO UPDATE SET
            tokens = \(refilled) - least($4::bigint, floor(\(refilled))),
            granted = least($4::bigint, floor(\(refilled)))::integer,
            at = clock_timestamp()
        RETURNING granted, tokens
        """
}
