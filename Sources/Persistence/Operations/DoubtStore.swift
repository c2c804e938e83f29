package import Contracts
package import Foundation
package import Postgres

/// Settles deliveries in doubt by an operator's word: whether they arrived, nobody knows.
package struct DoubtStore: Sendable {
    /// Which of those in doubt are meant.
    package struct Selection: Sendable, Equatable {
        /// These alone; all where empty.
        package var ids: [UUID] = []
        package var channel: Channel?
        /// Only those that are left to the operator; else also those that wait for a report.
        package var heldOnly = true

        package init(ids: [UUID] = [], channel: Channel? = nil, heldOnly: Bool = true) {
            self.ids = ids
            self.channel = channel
            self.heldOnly = heldOnly
        }
    }

    /// What became of them.
    package struct Outcome: Sendable, Equatable, Encodable {
        package let settled: Int
        /// What they speak of is too old to be said, so they are left as they are.
        package let expired: Int
    }

    private let pool: PostgresPool

    package init(pool: PostgresPool) {
        self.pool = pool
    }

    /// Has them sent, so that people may read them twice: the sweep publishes their messages within a minute. They get
    /// all their attempts anew, and a claim takes them whatever `IN_DOUBT` says.
    /// - Parameter force: also those that have expired, which get another day.
    package func resend(_ selection: Selection, force: Bool, by operator: String) async throws -> Outcome {
        try await settle("resend", selection, Self.resending, [.bool(force)], by: `operator`)
    }

    /// Counts them as sent for good: what they speak of is not said again.
    package func drop(_ selection: Selection, by operator: String) async throws -> Outcome {
        try await settle("drop-in-doubt", selection, Self.dropping, [], by: `operator`)
    }

    private func settle(
        _ action: String, _ selection: Selection, _ sql: String, _ more: [PostgresValue], by operator: String
    ) async throws -> Outcome {
        try await pool.transaction { connection in
            let parameters: [PostgresValue] = [
                .uuidArray(selection.ids), PostgresValue(selection.channel?.rawValue), .bool(selection.heldOnly),
            ]
            let row = try await connection.query(sql, parameters + more).first
            let outcome = Outcome(
                settled: try row?.decode("settled") ?? 0, expired: try row?.decode("expired") ?? 0)
            try await AuditLog.append(
                action, by: `operator`,
                [
                    "settled": "\(outcome.settled)", "expired": "\(outcome.expired)",
                    "channel": selection.channel?.rawValue ?? "any",
                ],
                on: connection)
            return outcome
        }
    }

    /// A claim that lives is left to its process.
    private static let chosen = """
        chosen AS (
            SELECT d.id, coalesce(n.expires_at, m.expires_at) <= now() AS is_expired
            FROM campanello.deliveries AS d
            LEFT JOIN campanello.notifications AS n ON n.id = d.id
            LEFT JOIN campanello.direct_messages AS m ON m.id = d.id
            WHERE d.in_doubt_at IS NOT NULL AND d.finished_at IS NULL AND d.status IN ('pending', 'sending')
                AND coalesce(d.lease_until, '-infinity') < now()
                AND (cardinality($1::uuid[]) = 0 OR d.id = ANY ($1::uuid[])) AND d.channel = coalesce($2, d.channel)
                AND (d.is_held OR NOT $3::boolean)
            ORDER BY d.id FOR NO KEY UPDATE OF d
        )
        """

    /// The time in the past is what lets the next sweep take it.
    private static let resending = """
        WITH \(chosen), sent AS (
            UPDATE campanello.deliveries AS target SET
                status = 'pending', is_held = false, attempts_before = target.attempt, replays = target.replays + 1,
                owner = NULL, lease_until = NULL, reason = 'released',
                due_at = now() - interval '1 hour', updated_at = now() - interval '1 hour'
            FROM chosen WHERE target.id = chosen.id AND ($4::boolean OR NOT coalesce(chosen.is_expired, false))
            RETURNING target.id, target.is_direct, chosen.is_expired
        ), prolonged AS (
            UPDATE campanello.notifications SET expires_at = now() + interval '1 day'
            FROM sent WHERE notifications.id = sent.id AND sent.is_expired
        ), prolonged_direct AS (
            UPDATE campanello.direct_messages SET expires_at = now() + interval '1 day'
            FROM sent WHERE direct_messages.id = sent.id AND sent.is_expired
        )
        SELECT (SELECT count(*) FROM sent) AS settled,
            (SELECT count(*) FROM chosen) - (SELECT count(*) FROM sent) AS expired
        """

    private static let dropping = """
        WITH \(chosen), dropped AS (
            UPDATE campanello.deliveries AS target SET
                status = 'skipped', is_held = false, owner = NULL, lease_until = NULL, reason = 'dropped',
                finished_at = now(), updated_at = now()
            FROM chosen WHERE target.id = chosen.id
            RETURNING target.id, target.channel, target.filter_id
        ), due AS (
            SELECT pending.filter_id, pending.channel FROM campanello.pending_filters AS pending
            JOIN dropped ON dropped.filter_id = pending.filter_id AND dropped.channel = pending.channel
            ORDER BY pending.filter_id, pending.channel FOR NO KEY UPDATE OF pending
        ), woken AS (
            UPDATE campanello.pending_filters AS pending SET due_at = now() FROM due
            WHERE pending.filter_id = due.filter_id AND pending.channel = due.channel
        )
        SELECT (SELECT count(*) FROM dropped) AS settled, 0::bigint AS expired
        """
}
