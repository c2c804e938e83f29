package import Postgres

/// What people look for.
package struct FilterStore: Sendable {
    let pool: PostgresPool

    package init(pool: PostgresPool) {
        self.pool = pool
    }

    /// Saves a new filter and asks for its first look-back.
    ///
    /// The person's row is locked while their filters are counted, so that two requests at once cannot both take the
    /// last place.
    ///
    /// - Parameter limit: how many filters the person may have; nil: as their plan says.
    /// - Throws: `FilterStoreError`, `PostgresError`.
    package func create(userID: Int64, _ draft: FilterDraft, limit: Int? = nil) async throws -> FilterRecord {
        try await pool.transaction { connection in
            try await checkLimit(userID: userID, limit: limit, on: connection)
            let rows = try await connection.query(Self.insertSQL, [.int(userID)] + Self.parameters(draft))
            guard let row = rows.first else { throw MissingRow(table: "filters") }
            let filter = try FilterRecord(row: row)
            try await Self.requestLookBack(filterID: filter.id, since: nil, on: connection)
            return filter
        }
    }

    /// A person's filters, the oldest first.
    package func list(userID: Int64) async throws -> [FilterRecord] {
        try Self.list(try await pool.query(Self.listSQL, [.int(userID)]))
    }

    /// What `list(userID:)` asks, for whoever asks it along with something else.
    package static func listStatement(userID: Int64) -> PostgresStatement {
        PostgresStatement(listSQL, [.int(userID)])
    }

    /// Reads what `listStatement(userID:)` was answered.
    package static func list(_ rows: [PostgresRow]) throws -> [FilterRecord] {
        try rows.map(FilterRecord.init(row:))
    }

    private static let listSQL =
        "SELECT \(FilterRecord.columns) FROM campanello.filters WHERE user_id = $1 ORDER BY id"

    /// A person's filter; nil when there is none of this id, or it is somebody else's.
    package func find(id: Int64, userID: Int64) async throws -> FilterRecord? {
        try await pool.query(
            "SELECT \(FilterRecord.columns) FROM campanello.filters WHERE id = $1 AND user_id = $2",
            [.int(id), .int(userID)]
        ).first.map(FilterRecord.init(row:))
    }

    /// Changes a filter; `change` sees it as it is, and nobody else changes it meanwhile.
    ///
    /// Changed conditions make a new version and a look-back over everything. A pause notes its time; resuming looks
    /// back over the pause. What a switch held back becomes due.
    ///
    /// - Returns: nil when there is none of this id, or it is somebody else's.
    /// - Throws: what `change` throws; `PostgresError`.
    package func update(
        id: Int64, userID: Int64, _ change: @Sendable (inout FilterDraft) throws -> Void
    ) async throws -> FilterRecord? {
        try await pool.transaction { connection in
            let rows = try await connection.query(
                "SELECT \(FilterRecord.columns) FROM campanello.filters WHERE id = $1 AND user_id = $2 FOR UPDATE",
                [.int(id), .int(userID)])
            guard let row = rows.first else { return nil }
            let before = try FilterRecord(row: row)
            var draft = before.settings
            try change(&draft)
            return try await Self.write(draft, over: before, on: connection)
        }
    }

    /// Stops a filter until it is resumed.
    package func pause(id: Int64, userID: Int64) async throws -> FilterRecord? {
        try await update(id: id, userID: userID) { $0.isActive = false }
    }

    /// Starts a paused filter again; it looks back over the pause.
    package func resume(id: Int64, userID: Int64) async throws -> FilterRecord? {
        try await update(id: id, userID: userID) { $0.isActive = true }
    }

    /// Forgets a filter and what is pending for it; the history keeps its name.
    ///
    /// - Returns: whether there was one.
    package func delete(id: Int64, userID: Int64) async throws -> Bool {
        try await pool.transaction { connection in
            let deleted = try await connection.execute(
                "DELETE FROM campanello.filters WHERE id = $1 AND user_id = $2", [.int(id), .int(userID)])
            guard deleted > 0 else { return false }
            _ = try await connection.execute(
                """
                DELETE FROM campanello.pending_filters AS pending USING (
                    SELECT channel FROM campanello.pending_filters WHERE filter_id = $1 ORDER BY channel FOR UPDATE
                ) AS locked
                WHERE pending.filter_id = $1 AND pending.channel = locked.channel
                """, [.int(id)])
            return true
        }
    }
}
