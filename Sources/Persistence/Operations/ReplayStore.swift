package import Foundation
package import Postgres

/// What would become of a dead delivery that is sent again, and the row's side of doing it.
package struct ReplayStore: Sendable {
    /// What a replay of a delivery would come to now.
    package enum Prospect: String, Sendable, CaseIterable {
        /// It would be sent.
        case toSend = "to send"
        /// Sent again already, and on its way: its message is only published anew.
        case onItsWay = "on its way"
        /// The person has it.
        case delivered = "already delivered"
        /// It was dropped, or skipped for a reason of its own.
        case settled = "settled otherwise"
        /// What it speaks of is too old to be said.
        case expired
        /// The person cannot or does not want to be reached, or the filter is paused or gone.
        case unwanted
        /// There is no such delivery: the person is gone, or the message is not about one.
        case unknown
    }

    private let pool: PostgresPool

    package init(pool: PostgresPool) {
        self.pool = pool
    }

    /// What a replay of each delivery would come to; those that are not there are `unknown`.
    package func prospects(_ ids: [UUID]) async throws -> [UUID: Prospect] {
        let rows = try await pool.query("\(Self.prospect) SELECT id, prospect FROM prospect", [.uuidArray(ids)])
        var prospects = Dictionary(ids.map { ($0, Prospect.unknown) }) { first, _ in first }
        for row in rows {
            let name: String = try row.decode("prospect")
            prospects[try row.decode("id")] = Prospect(rawValue: name) ?? .unknown
        }
        return prospects
    }

    /// Makes dead deliveries pending again, with all their attempts before them, and says under which attempt each is
    /// to be published. Safe to repeat: one that is on its way already keeps its attempts.
    /// - Parameter force: also those that the person has, and those that have expired, which get another day.
    package func reopen(_ ids: [UUID], force: Bool) async throws -> [UUID: Int] {
        try await pool.transaction { connection in
            let rows = try await connection.query(Self.reopening, [.uuidArray(ids), .bool(force)])
            if force { try await connection.execute(Self.prolonging, [.uuidArray(ids)]) }
            var attempts: [UUID: Int] = [:]
            for row in rows { attempts[try row.decode("id")] = try row.decode("attempt") }
            return attempts
        }
    }

    /// Settles dead deliveries for good. What they held is pending again where no attempt may have arrived.
    /// - Returns: how many there were.
    package func drop(_ ids: [UUID]) async throws -> Int {
        try await pool.transaction { connection in
            let rows = try await connection.query(Self.dropping, [.uuidArray(ids)])
            return rows.count
        }
    }

    private static let prospect = """
        WITH prospect AS (
            SELECT delivery.id, CASE
                WHEN delivery.status IN ('pending', 'sending') THEN 'on its way'
                WHEN delivery.status IN ('accepted', 'sent', 'delivered', 'read') THEN 'already delivered'
                WHEN delivery.status = 'skipped' THEN 'settled otherwise'
                WHEN coalesce(notification.expires_at, direct.expires_at) <= now() THEN 'expired'
                WHEN NOT users.is_active OR recipients.user_id IS NULL OR recipients.suspended_at IS NOT NULL
                    OR NOT delivery.is_direct AND (recipients.proved_at IS NULL OR NOT recipients.enabled
                        OR filters.id IS NULL OR NOT filters.is_active OR NOT filters.notification_enabled)
                    THEN 'unwanted'
                ELSE 'to send' END AS prospect
            FROM campanello.deliveries AS delivery
            JOIN campanello.users ON users.id = delivery.user_id
            LEFT JOIN campanello.notifications AS notification ON notification.id = delivery.id
            LEFT JOIN campanello.direct_messages AS direct ON direct.id = delivery.id
            LEFT JOIN campanello.recipients
                ON recipients.user_id = delivery.user_id AND recipients.channel = delivery.channel
            LEFT JOIN campanello.filters ON filters.id = delivery.filter_id
            WHERE delivery.id = ANY ($1::uuid[])
        )
        """

    private static let reopening = """
        WITH chosen AS (
            SELECT id FROM campanello.deliveries WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE
        ), reopened AS (
            UPDATE campanello.deliveries AS target SET
                status = 'pending', attempts_before = target.attempt, replays = target.replays + 1, due_at = now(),
                owner = NULL, lease_until = NULL, is_held = false, reason = 'replayed', finished_at = NULL,
                updated_at = now()
            FROM chosen
            WHERE target.id = chosen.id AND (target.status IN ('dead', 'failed')
                OR $2::boolean AND target.status IN ('accepted', 'sent', 'delivered', 'read', 'skipped'))
            RETURNING target.id, target.attempt
        )
        SELECT id, attempt + 1 AS attempt FROM reopened
        UNION ALL
        SELECT target.id, target.attempt + 1 FROM campanello.deliveries AS target JOIN chosen ON chosen.id = target.id
        WHERE target.status IN ('pending', 'sending') AND NOT EXISTS (SELECT FROM reopened WHERE id = target.id)
        """

    private static let prolonging = """
        WITH direct AS (
            UPDATE campanello.direct_messages SET expires_at = now() + interval '1 day'
            WHERE id = ANY ($1::uuid[]) AND expires_at <= now()
        )
        UPDATE campanello.notifications SET expires_at = now() + interval '1 day'
        WHERE id = ANY ($1::uuid[]) AND expires_at <= now()
        """

    private static let dropping = """
        WITH chosen AS (
            SELECT id FROM campanello.deliveries WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE
        ), dropped AS (
            UPDATE campanello.deliveries AS target SET
                status = 'skipped', reason = 'dropped', finished_at = now(), updated_at = now()
            FROM chosen WHERE target.id = chosen.id AND target.status IN ('dead', 'failed')
            RETURNING target.id, target.channel, target.filter_id, target.in_doubt_at
        ), freed AS (
            DELETE FROM campanello.entries USING dropped
            WHERE dropped.in_doubt_at IS NULL AND entries.notification_id = dropped.id AND entries.state = 'reserved'
        ), pending AS (
            INSERT INTO campanello.pending_filters AS known (filter_id, channel, user_id, first_pending_at, due_at)
            SELECT filters.id, dropped.channel, min(filters.user_id),
                min(notifications.created_at) - interval '7 days', now()
            FROM dropped
            JOIN campanello.notifications ON notifications.id = dropped.id
            CROSS JOIN LATERAL (
                SELECT dropped.filter_id AS id
                UNION SELECT unnest(item.filter_ids) FROM campanello.notification_listings AS item
                WHERE item.notification_id = dropped.id
            ) AS finder
            JOIN campanello.filters ON filters.id = finder.id
            WHERE dropped.in_doubt_at IS NULL
            GROUP BY filters.id, dropped.channel ORDER BY filters.id, dropped.channel
            ON CONFLICT (filter_id, channel) DO UPDATE SET
                first_pending_at = least(known.first_pending_at, excluded.first_pending_at), due_at = excluded.due_at
        )
        SELECT id FROM dropped
        """
}
