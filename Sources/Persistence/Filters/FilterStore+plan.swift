import Postgres

/// What a plan allows after it has changed: the oldest filters go on, the others are paused and lose nothing.
extension FilterStore {
    /// Pauses what people have beyond the free plan whose premium plan ran out within the last days.
    ///
    /// - Returns: how many filters were paused.
    @discardableResult
    package func pauseBeyondExpiredPlans() async throws -> Int {
        try await pool.execute(
            Self.pauseSQL("plan = 'premium' AND plan_expires_at BETWEEN now() - interval '7 days' AND now()"),
            [.int(Int64(Plan.free.maximumFilters))])
    }

    static func pauseBeyond(
        _ plan: Plan, userID: Int64, on connection: PostgresConnection
    ) async throws(PostgresError) {
        try await connection.execute(
            pauseSQL("users.id = $2"), [.int(Int64(plan.maximumFilters)), .int(userID)])
    }

    /// A paused filter starts again only where the plan has room for it.
    ///
    /// A statement sees what was committed when it began, not when it got the lock: what is running is counted by one
    /// that begins afterwards.
    static func checkActive(userID: Int64, on connection: PostgresConnection) async throws {
        try await connection.execute("SELECT FROM campanello.users WHERE id = $1 FOR UPDATE", [.int(userID)])
        let rows = try await connection.query(
            """
            SELECT plan, coalesce(plan_expires_at <= now(), false) AS has_run_out,
                (SELECT count(*) FROM campanello.filters WHERE user_id = $1 AND is_active) AS active
            FROM campanello.users WHERE id = $1
            """, [.int(userID)])
        guard let row = rows.first else { throw FilterStoreError.unknownUser }
        let hasRunOut: Bool = try row.decode("has_run_out")
        let plan = hasRunOut ? .free : Plan(rawValue: try row.decode("plan")) ?? .free
        let active: Int = try row.decode("active")
        guard active < plan.maximumFilters else { throw FilterStoreError.limitReached(plan.maximumFilters) }
    }

    private static func pauseSQL(_ whose: String) -> String {
        """
        UPDATE campanello.filters SET is_active = false, paused_at = now() WHERE id IN (
            SELECT id FROM (
                SELECT filters.id, row_number() OVER (PARTITION BY user_id ORDER BY filters.id) AS place
                FROM campanello.filters JOIN campanello.users ON users.id = user_id
                WHERE filters.is_active AND \(whose)
            ) AS counted WHERE place > $1)
        """
    }
}
