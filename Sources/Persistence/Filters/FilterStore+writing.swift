import Foundation
import Listings
import Postgres

extension FilterStore {
    func checkLimit(userID: Int64, limit: Int?, on connection: PostgresConnection) async throws {
        let rows = try await connection.query(
            """
            SELECT plan, plan_expires_at <= now() AS has_run_out FROM campanello.users WHERE id = $1 FOR UPDATE
            """, [.int(userID)])
        guard let row = rows.first else { throw FilterStoreError.unknownUser }
        let hasRunOut: Bool = try row.decodeIfPresent("has_run_out") ?? false
        let plan = hasRunOut ? .free : Plan(rawValue: try row.decode("plan")) ?? .free
        let limit = limit ?? plan.maximumFilters
        let counted = try await connection.query(
            "SELECT count(*) AS filters FROM campanello.filters WHERE user_id = $1", [.int(userID)])
        guard let filters: Int = try counted.first?.decode("filters"), filters < limit else {
            throw FilterStoreError.limitReached(limit)
        }
    }

    static func write(
        _ draft: FilterDraft, over before: FilterRecord, on connection: PostgresConnection
    ) async throws -> FilterRecord {
        guard draft != before.settings else { return before }
        if draft.isActive, !before.isActive { try await Self.checkActive(userID: before.userID, on: connection) }
        let isEdited = draft.conditions != before.conditions
        let rows = try await connection.query(
            Self.updateSQL, [.int(before.id)] + Self.parameters(draft) + [.bool(isEdited)])
        guard let row = rows.first else { throw MissingRow(table: "filters") }
        if isEdited {
            try await Self.requestLookBack(filterID: before.id, since: nil, on: connection)
        } else if draft.isActive, let pausedAt = before.pausedAt {
            try await Self.requestLookBack(filterID: before.id, since: pausedAt, on: connection)
        }
        if draft.speaksMore(than: before.settings) {
            try await Self.makePendingDue(filterID: before.id, on: connection)
        }
        return try FilterRecord(row: row)
    }

    /// A look-back that is still to come is never narrowed: everything wins over a time, the earlier time over the
    /// later.
    static func requestLookBack(
        filterID: Int64, since: Date?, on connection: PostgresConnection
    ) async throws(PostgresError) {
        _ = try await connection.execute(
            """
            INSERT INTO campanello.look_backs AS asked (filter_id, since) VALUES ($1, $2)
            ON CONFLICT (filter_id) DO UPDATE SET requested_at = now(), due_at = now(), failures = 0, since = CASE
                WHEN asked.since IS NULL OR EXCLUDED.since IS NULL THEN NULL
                ELSE least(asked.since, EXCLUDED.since) END
            """, [.int(filterID), PostgresValue(since)])
    }

    private static func makePendingDue(
        filterID: Int64, on connection: PostgresConnection
    ) async throws(PostgresError) {
        _ = try await connection.execute(
            """
            UPDATE campanello.pending_filters AS pending SET due_at = now() FROM (
                SELECT channel FROM campanello.pending_filters WHERE filter_id = $1 ORDER BY channel FOR UPDATE
            ) AS locked
            WHERE pending.filter_id = $1 AND pending.channel = locked.channel
            """, [.int(filterID)])
    }
}

extension FilterDraft {
    /// Whether something that held messages back is no longer so.
    fileprivate func speaksMore(than before: FilterDraft) -> Bool {
        (isActive && !before.isActive) || (notificationEnabled && !before.notificationEnabled)
            || (notifyTelegram && !before.notifyTelegram) || (notifyWhatsApp && !before.notifyWhatsApp)
            || notificationFrequencyHours != before.notificationFrequencyHours
    }
}
