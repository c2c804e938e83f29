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
                try await Self.link(userID: userID, link, on: connection)
            }
        } catch let error as PostgresError where error.isUniqueViolation {
            throw RecipientStoreError.addressBelongsToAnotherAccount
        } catch let error as PostgresError where error.sqlState == "23503" {
            throw RecipientStoreError.unknownUser
        }
    }

    /// Forgets the address and what is pending on the channel. A code that is on its way to one is not sent any more.
    ///
    /// - Returns: whether there was something to forget; repeating it is harmless.
    @discardableResult
    package func unlink(userID: Int64, channel: Channel) async throws -> Bool {
        try await pool.transaction { connection in
            try await connection.execute(
                "DELETE FROM campanello.link_codes WHERE user_id = $1 AND channel = $2",
                [.int(userID), .text(channel.rawValue)])
            if channel == .whatsapp { try await LinkCodeStore.forgetSent(userID: userID, on: connection) }
            return try await Self.forget(userID: userID, channel: channel, by: .unlink, on: connection)
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
