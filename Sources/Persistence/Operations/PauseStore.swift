package import Postgres

/// Channels and sources that an operator has stopped. Every change is announced at once to whoever listens on
/// `PauseStore.announcements`, and is in the audit log.
package struct PauseStore: Sendable {
    /// Where changes are announced; the payload says nothing.
    package static let announcements = "campanello_pauses"

    private let pool: PostgresPool

    package init(pool: PostgresPool) {
        self.pool = pool
    }

    /// What is paused now, the latest first.
    package func current() async throws(PostgresError) -> [Pause] {
        let rows = try await pool.query(
            """
            SELECT kind, name, reason, operator, paused_at FROM campanello.pauses
            WHERE resumed_at IS NULL ORDER BY paused_at DESC, kind, name
            """, [])
        var pauses: [Pause] = []
        for row in rows {
            pauses.append(
                Pause(
                    kind: try row.decode("kind"), name: try row.decode("name"), reason: try row.decode("reason"),
                    operator: try row.decode("operator"), pausedAt: try row.decode("paused_at")))
        }
        return pauses
    }

    /// The sources that listings have come from, by name.
    package func sources() async throws(PostgresError) -> [String] {
        // One step of the index for each, however many listings there are.
        let rows = try await pool.query(
            """
            WITH RECURSIVE known AS (
                SELECT min(source) AS source FROM campanello.listings
                UNION ALL
                SELECT (SELECT min(source) FROM campanello.listings WHERE source > known.source) FROM known
                WHERE known.source IS NOT NULL
            )
            SELECT source FROM known WHERE source IS NOT NULL
            """, [])
        var sources: [String] = []
        for row in rows { sources.append(try row.decode("source")) }
        return sources
    }

    /// Pauses, or gives a pause that lasts a new reason, if one is given.
    /// - Returns: whether it was not paused before.
    package func pause(_ subject: PauseSubject, reason: String, by operator: String) async throws -> Bool {
        try await pool.transaction { connection in
            let rows = try await connection.query(
                Self.pausing,
                [.text(subject.kind), .text(subject.name), .text(reason), .text(`operator`)])
            try await AuditLog.append(
                "pause", by: `operator`, ["kind": subject.kind, "name": subject.name, "reason": reason],
                on: connection)
            return try rows.first?.decode("is_new") ?? true
        }
    }

    /// Ends a pause. What a source's filters still had to say is looked at at once; listings that came meanwhile are
    /// matched by the next sweep.
    /// - Returns: whether it was paused.
    package func resume(_ subject: PauseSubject, by operator: String) async throws -> Bool {
        try await pool.transaction { connection in
            let ended = try await connection.execute(
                """
                UPDATE campanello.pauses SET resumed_at = now()
                WHERE kind = $1 AND name = $2 AND resumed_at IS NULL
                """, [.text(subject.kind), .text(subject.name)])
            guard ended > 0 else { return false }
            if case .source(let name) = subject { try await connection.execute(Self.unparking, [.textArray([name])]) }
            try await AuditLog.append(
                "resume", by: `operator`, ["kind": subject.kind, "name": subject.name], on: connection)
            return true
        }
    }

    /// Looks again at what a decision that overlapped with a `resume` may have put aside for good. Part of the sweep.
    package static func unparkResumed(on executor: any PostgresExecutor) async throws(PostgresError) {
        let rows = try await executor.query(
            """
            SELECT name FROM campanello.pauses
            WHERE kind = 'source' AND resumed_at > now() - interval '10 minutes'
            """, [])
        guard !rows.isEmpty else { return }
        var names: [String] = []
        for row in rows { names.append(try row.decode("name")) }
        try await executor.execute(unparking, [.textArray(names)])
    }

    private static let pausing = """
        WITH before AS (
            SELECT FROM campanello.pauses WHERE kind = $1 AND name = $2 AND resumed_at IS NULL
        ), written AS (
            INSERT INTO campanello.pauses AS known (kind, name, reason, operator) VALUES ($1, $2, $3, $4)
            ON CONFLICT (kind, name) DO UPDATE SET
                reason = CASE WHEN excluded.reason = '' AND known.resumed_at IS NULL THEN known.reason
                    ELSE excluded.reason END,
                operator = excluded.operator, resumed_at = NULL,
                paused_at = CASE WHEN known.resumed_at IS NULL THEN known.paused_at ELSE now() END
        )
        SELECT NOT EXISTS (SELECT FROM before) AS is_new
        """

    /// Filters that had nothing to say but what the source's listings are. Rows are locked in ascending order.
    private static let unparking = """
        WITH parked AS (
            SELECT pending.filter_id, pending.channel FROM campanello.pending_filters AS pending
            WHERE pending.due_at = 'infinity' AND EXISTS (
                SELECT FROM campanello.matches JOIN campanello.listings ON listings.id = matches.listing_id
                WHERE matches.filter_id = pending.filter_id AND matches.matched_at >= pending.first_pending_at
                    AND listings.source = ANY ($1::text[]))
            ORDER BY pending.filter_id, pending.channel FOR NO KEY UPDATE
        )
        UPDATE campanello.pending_filters AS pending SET due_at = now() FROM parked
        WHERE pending.filter_id = parked.filter_id AND pending.channel = parked.channel
        """
}
