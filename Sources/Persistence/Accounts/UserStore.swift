package import Foundation
package import Postgres

/// People's accounts.
package struct UserStore: Sendable {
    let pool: PostgresPool

    package init(pool: PostgresPool) {
        self.pool = pool
    }

    /// Makes an account on the free plan.
    ///
    /// - Throws: `UserStoreError.emailTaken`; `PostgresError` otherwise.
    package func register(_ user: NewUser) async throws -> UserRecord {
        do {
            return try await one(
                """
                INSERT INTO campanello.users (email, password_hash, first_name, last_name, locale, time_zone)
                VALUES ($1, $2, $3, $4, $5, $6) RETURNING \(UserRecord.columns)
                """,
                [
                    .text(user.email), .text(user.passwordHash), .text(user.firstName), PostgresValue(user.lastName),
                    .text(user.locale), .text(user.timeZone),
                ])
        } catch let error as PostgresError where error.isUniqueViolation {
            throw UserStoreError.emailTaken
        }
    }

    package func find(id: Int64) async throws -> UserRecord? {
        try await pool.query("SELECT \(UserRecord.columns) FROM campanello.users WHERE id = $1", [.int(id)])
            .first.map(UserRecord.init(row:))
    }

    /// Finds the account that a session belongs to; nil when the session is over as well.
    package func find(id: Int64, session: UUID) async throws -> UserRecord? {
        try await pool.query(Self.inSessionSQL, [.int(id), .uuid(session)]).first.map(UserRecord.init(row:))
    }

    /// The same, and in the same exchange with the database the rows of a statement that is about this person.
    package func find(
        id: Int64, session: UUID, alongside statement: PostgresStatement
    ) async throws -> (user: UserRecord?, rows: [PostgresRow]) {
        let question = PostgresStatement(Self.inSessionSQL, [.int(id), .uuid(session)])
        let answers = try await pool.query([question, statement])
        return (try answers[0].first.map(UserRecord.init(row:)), answers[1])
    }

    private static let inSessionSQL = """
        SELECT \(UserRecord.columns) FROM campanello.users WHERE id = $1 AND EXISTS (
            SELECT FROM campanello.sessions
            WHERE sessions.id = $2 AND sessions.user_id = $1 AND sessions.revoked_at IS NULL)
        """

    /// Finds an account by its e-mail address, whatever the letter case, for logging in.
    package func credentials(email: String) async throws -> UserCredentials? {
        let rows = try await pool.query(
            "SELECT password_hash, \(UserRecord.columns) FROM campanello.users WHERE email_key = lower($1)",
            [.text(email)])
        return try rows.first.map { row in
            UserCredentials(user: try UserRecord(row: row), passwordHash: try row.decode("password_hash"))
        }
    }

    /// Changes a person's settings; `change` sees the current ones, and nobody else changes them meanwhile.
    ///
    /// - Returns: nil when there is no such account.
    package func update(
        id: Int64, _ change: @Sendable (inout UserSettings) throws -> Void
    ) async throws -> UserRecord? {
        try await pool.transaction { connection in
            let rows = try await connection.query(
                "SELECT \(UserRecord.columns) FROM campanello.users WHERE id = $1 FOR UPDATE", [.int(id)])
            guard let row = rows.first else { return nil }
            var settings = UserSettings(try UserRecord(row: row))
            try change(&settings)
            return try await write(settings, id: id, on: connection)
        }
    }

    /// Sets what a person pays for. `expiresAt` nil: without end. Filters beyond the plan are paused, the oldest go on.
    ///
    /// - Returns: nil when there is no such account.
    package func setPlan(id: Int64, _ plan: Plan, expiresAt: Date?) async throws -> UserRecord? {
        try await pool.transaction { connection in
            let rows = try await connection.query(
                """
                UPDATE campanello.users SET plan = $2, plan_expires_at = $3, updated_at = now() WHERE id = $1
                RETURNING \(UserRecord.columns)
                """, [.int(id), .text(plan.rawValue), PostgresValue(expiresAt)])
            guard let row = rows.first else { return nil }
            try await FilterStore.pauseBeyond(plan, userID: id, on: connection)
            return try UserRecord(row: row)
        }
    }

    /// - Returns: whether there is such an account.
    package func setPasswordHash(id: Int64, _ hash: String) async throws -> Bool {
        try await pool.execute(
            "UPDATE campanello.users SET password_hash = $2, updated_at = now() WHERE id = $1",
            [.int(id), .text(hash)]) == 1
    }
}
