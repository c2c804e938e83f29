package import Contracts
package import Foundation
package import Postgres

/// Deciding on messages, step by step inside one transaction: claim who is due, read, decide (elsewhere), write.
///
/// What others hold is skipped, never waited for, so replicas share the work and cannot block each other. A person
/// and channel are decided on by one transaction at a time, which is what makes "once" true.
package struct SchedulingStore: Sendable {
    /// What a transaction holds.
    package struct Claim: Sendable {
        package var now: Date
        package var addressees: [Addressee]
        package var filters: [DueFilter]
        /// Due rows whose people somebody else holds, or that are linked no more.
        package var unheld: [DueFilter.Key]

        /// How many rows were due, whether or not their people were free.
        package var dueRows: Int { filters.count + unheld.count }
    }

    let connection: PostgresConnection

    package init(connection: PostgresConnection) {
        self.connection = connection
    }

    /// Locks up to `limit` due rows of `channels`, longest due first, and the people they are for.
    package func claim(limit: Int, channels: [Channel]) async throws(PostgresError) -> Claim {
        let rows = try await connection.query(
            """
            SELECT filter_id, channel, user_id, now() AS now FROM campanello.pending_filters
            WHERE due_at <= now() AND channel = ANY($2::text[])
            ORDER BY due_at LIMIT $1::bigint FOR UPDATE SKIP LOCKED
            """, [.int(Int64(limit)), .textArray(channels.map(\.rawValue))])
        guard let first = rows.first else {
            return Claim(now: .distantPast, addressees: [], filters: [], unheld: [])
        }
        var filters: [DueFilter.Key] = []
        var wanted: Set<Addressee.Key> = []
        for row in rows {
            let channel = try row.channel()
            filters.append(DueFilter.Key(filterID: try row.decode("filter_id"), channel: channel))
            wanted.insert(Addressee.Key(userID: try row.decode("user_id"), channel: channel))
        }
        let held = try await lock(wanted.sorted())
        let due = try await state(of: filters.sorted(), held: Set(held))
        let now: Date = try first.decode("now")
        return Claim(
            now: now, addressees: try await counting(try await addressees(held), now: now), filters: due,
            unheld: Set(filters).subtracting(due.map(\.key)).sorted())
    }

    /// Locks those recipients that nobody holds.
    private func lock(_ keys: [Addressee.Key]) async throws(PostgresError) -> [Addressee.Key] {
        let rows = try await connection.query(
            """
            SELECT recipients.user_id, recipients.channel FROM campanello.recipients
            JOIN unnest($1::bigint[], $2::text[]) AS wanted (user_id, channel) USING (user_id, channel)
            ORDER BY user_id, channel FOR UPDATE OF recipients SKIP LOCKED
            """, keys.parameters)
        var held: [Addressee.Key] = []
        for row in rows {
            held.append(Addressee.Key(userID: try row.decode("user_id"), channel: try row.channel()))
        }
        return held
    }

    private func addressees(_ keys: [Addressee.Key]) async throws(PostgresError) -> [Addressee] {
        guard !keys.isEmpty else { return [] }
        let rows = try await connection.query(
            """
            SELECT user_id, channel, locale, time_zone,
                (extract(epoch FROM quiet_from) / 60)::bigint AS quiet_from_minute,
                (extract(epoch FROM quiet_to) / 60)::bigint AS quiet_to_minute,
                plan = 'premium' AND coalesce(plan_expires_at > now(), true) AS is_premium,
                is_active AND enabled AND proved_at IS NOT NULL AND suspended_at IS NULL
                    AND (coalesce(closed_until <= now(), true) OR EXISTS (
                        SELECT FROM campanello.conversation_windows AS conversation
                        WHERE conversation.user_id = users.id AND conversation.channel = recipients.channel
                            AND conversation.open_until > now())) AS may_be_spoken_to
            FROM unnest($1::bigint[], $2::text[]) AS held (user_id, channel)
            JOIN campanello.recipients USING (user_id, channel)
            JOIN campanello.users ON users.id = user_id
            """, keys.parameters)
        var found: [Addressee] = []
        for row in rows { found.append(try Addressee(row: row)) }
        return found
    }

    /// How the due filters of the people held stand, in a snapshot after the locks.
    private func state(
        of keys: [DueFilter.Key], held: Set<Addressee.Key>
    ) async throws(PostgresError) -> [DueFilter] {
        let rows = try await connection.query(Self.stateSQL, keys.parameters)
        var found: [DueFilter] = []
        for row in rows {
            let filter = try DueFilter(row: row)
            if held.contains(filter.addressee) { found.append(filter) }
        }
        return found
    }

    private static let stateSQL = """
        SELECT pending.filter_id, pending.channel, pending.user_id, pending.first_pending_at,
            (SELECT max(accepted_at) FROM campanello.deliveries
                WHERE deliveries.filter_id = pending.filter_id AND deliveries.channel = pending.channel
                AND accepted_at IS NOT NULL) AS last_accepted_at,
            (SELECT min(created_at) FROM campanello.deliveries
                WHERE deliveries.filter_id = pending.filter_id AND deliveries.channel = pending.channel
                AND status IN ('pending', 'sending') AND NOT is_held AND accepted_at IS NULL AND finished_at IS NULL
                -- Reopened by a failure after acceptance: what follows it does not wait for it.
                AND NOT EXISTS (SELECT FROM campanello.delivery_attempts AS known
                    WHERE known.delivery_id = deliveries.id AND known.status = 'failed')
                ) AS unfinished_since,
            EXISTS (SELECT FROM campanello.look_backs WHERE look_backs.filter_id = pending.filter_id
                AND requested_at > now() - interval '5 minutes') AS is_looking_back
        FROM unnest($1::bigint[], $2::text[]) AS claimed (filter_id, channel)
        JOIN campanello.pending_filters AS pending USING (filter_id, channel)
        """

    /// Deletes those of the rows held here whose channel is linked no more: a channel linked later starts from then.
    package func dropUnlinked(_ keys: [DueFilter.Key]) async throws(PostgresError) {
        guard !keys.isEmpty else { return }
        try await connection.execute(
            """
            DELETE FROM campanello.pending_filters AS pending
            USING unnest($1::bigint[], $2::text[]) AS unheld (filter_id, channel)
            WHERE pending.filter_id = unheld.filter_id AND pending.channel = unheld.channel AND NOT EXISTS (
                SELECT FROM campanello.recipients AS linked
                WHERE linked.user_id = pending.user_id AND linked.channel = pending.channel)
            """, keys.parameters)
    }
}
