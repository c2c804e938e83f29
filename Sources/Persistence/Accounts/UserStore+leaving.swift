import Postgres

extension UserStore {
    /// Changes a password and ends every session.
    ///
    /// - Returns: whether there is such an account.
    package func changePassword(id: Int64, _ hash: String) async throws -> Bool {
        try await pool.transaction { connection in
            try await Self.replacePassword(userID: id, hash, on: connection)
        }
    }

    @discardableResult
    static func replacePassword(
        userID: Int64, _ hash: String, on connection: PostgresConnection
    ) async throws(PostgresError) -> Bool {
        let changed = try await connection.execute(
            "UPDATE campanello.users SET password_hash = $2, updated_at = now() WHERE id = $1",
            [.int(userID), .text(hash)])
        try await SessionStore.revokeAll(userID: userID, on: connection)
        return changed == 1
    }

    /// Deletes a person and everything of theirs, in one transaction. What stays is the keyed hash of an address whose
    /// owner had said STOP.
    ///
    /// Rows are locked as everybody locks them: recipients, then what is pending in ascending order.
    ///
    /// - Returns: whether there was such an account.
    package func delete(id: Int64) async throws -> Bool {
        try await pool.transaction { connection in
            // Matches have no index by person: that would cost every match, and people seldom leave.
            _ = try await connection.query("SELECT set_config('statement_timeout', '0', true)", [])
            for statement in Self.deletionSQL { try await connection.execute(statement, [.int(id)]) }
            return try await connection.execute("DELETE FROM campanello.users WHERE id = $1", [.int(id)]) == 1
        }
    }

    /// What no foreign key takes along.
    private static let deletionSQL = [
        "SELECT FROM campanello.users WHERE id = $1 FOR UPDATE",
        "SELECT FROM campanello.recipients WHERE user_id = $1 ORDER BY channel FOR UPDATE",
        """
        DELETE FROM campanello.pending_filters AS pending USING (
            SELECT filter_id, channel FROM campanello.pending_filters WHERE user_id = $1
            ORDER BY filter_id, channel FOR UPDATE
        ) AS locked
        WHERE pending.filter_id = locked.filter_id AND pending.channel = locked.channel
        """,
        "DELETE FROM campanello.matches WHERE user_id = $1",
        """
        DELETE FROM campanello.outbox WHERE message_id IN (SELECT id FROM campanello.deliveries WHERE user_id = $1)
        """,
    ]
}
