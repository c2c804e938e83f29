package import Contracts
package import Postgres

/// Where people can be reached: one row a person and channel.
///
/// Whatever makes a channel speak again makes what is pending there due at once, in the same transaction; the Matcher
/// then works out the true time. The recipient's row is locked before its pending rows, as the Matcher does.
package struct RecipientStore: Sendable {
    let pool: PostgresPool

    package init(pool: PostgresPool) {
        self.pool = pool
    }

    package func find(userID: Int64, channel: Channel) async throws -> RecipientRecord? {
        try await pool.query(
            "SELECT \(RecipientRecord.columns) FROM campanello.recipients WHERE user_id = $1 AND channel = $2",
            [.int(userID), .text(channel.rawValue)]
        ).first.map(RecipientRecord.init(row:))
    }

    /// Finds whose address this is, for messages that come in.
    package func find(channel: Channel, address: String) async throws -> RecipientRecord? {
        try await pool.query(
            "SELECT \(RecipientRecord.columns) FROM campanello.recipients WHERE channel = $1 AND address = $2",
            [.text(channel.rawValue), .text(address)]
        ).first.map(RecipientRecord.init(row:))
    }

    /// Links an address, or replaces the one that is linked.
    ///
    /// A channel that was not linked starts from now. Linking again keeps the time of the first link, so nothing that
    /// is pending is lost; another address must be proved anew and is no longer suspended.
    ///
    /// - Throws: `RecipientStoreError`, `PostgresError`.
    package func link(userID: Int64, _ link: RecipientLink) async throws -> RecipientRecord {
        do {
            return try await pool.transaction { connection in
                let rows = try await connection.query(Self.linkSQL, Self.parameters(userID: userID, link))
                guard let row = rows.first else { throw MissingRow(table: "recipients") }
                let record = try RecipientRecord(row: row)
                if record.provedAt != nil {
                    try await Consents.append(
                        userID: userID, channel: link.channel, .in, by: .link, on: connection)
                }
                if record.speaks {
                    try await Self.makePendingDue(userID: userID, channel: link.channel, on: connection)
                }
                return record
            }
        } catch let error as PostgresError where error.isUniqueViolation {
            throw RecipientStoreError.addressBelongsToAnotherAccount
        } catch let error as PostgresError where error.sqlState == "23503" {
            throw RecipientStoreError.unknownUser
        }
    }

    /// Forgets the address and what is pending on the channel.
    ///
    /// - Returns: whether there was something to forget; repeating it is harmless.
    @discardableResult
    package func unlink(userID: Int64, channel: Channel) async throws -> Bool {
        try await pool.transaction { connection in
            let deleted = try await connection.execute(
                "DELETE FROM campanello.recipients WHERE user_id = $1 AND channel = $2",
                [.int(userID), .text(channel.rawValue)])
            if deleted > 0 {
                try await Consents.append(userID: userID, channel: channel, .out, by: .unlink, on: connection)
            }
            _ = try await connection.execute(
                """
                DELETE FROM campanello.pending_filters AS pending USING (
                    SELECT filter_id FROM campanello.pending_filters WHERE user_id = $1 AND channel = $2
                    ORDER BY filter_id FOR UPDATE
                ) AS locked
                WHERE pending.filter_id = locked.filter_id AND pending.channel = $2
                """, [.int(userID), .text(channel.rawValue)])
            return deleted > 0
        }
    }

    /// Sets the person's own switch.
    ///
    /// - Returns: nil when nothing is linked on this channel.
    package func setEnabled(
        userID: Int64, channel: Channel, _ isEnabled: Bool
    ) async throws -> RecipientRecord? {
        try await change(userID: userID, channel: channel, "enabled = $3", [.bool(isEnabled)]) { connection in
            try await Consents.append(
                userID: userID, channel: channel, isEnabled ? .in : .out, by: .toggle, on: connection)
        }
    }

    /// Stops speaking to a recipient whom the provider refuses or who opted out; the first reason stays.
    ///
    /// - Parameter reason: a short word that operators read, never anybody's data.
    package func suspend(
        userID: Int64, channel: Channel, reason: String
    ) async throws -> RecipientRecord? {
        try await change(
            userID: userID, channel: channel,
            """
            suspended_at = coalesce(suspended_at, now()),
            suspended_reason = CASE WHEN suspended_at IS NULL THEN $3 ELSE suspended_reason END
            """, [.text(reason)])
    }

    /// Speaks to a suspended recipient again.
    package func resume(userID: Int64, channel: Channel) async throws -> RecipientRecord? {
        try await change(
            userID: userID, channel: channel, "suspended_at = NULL, suspended_reason = NULL, refusals = 0", [])
    }
}
