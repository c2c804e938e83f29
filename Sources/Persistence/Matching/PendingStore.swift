package import Contracts
package import Foundation
package import Postgres

/// Which filters have something to say on which channel: one row for each, written together with the matches.
package enum PendingStore {
    /// Notes what `matches` leave pending on the channels that are linked, due after `gather`.
    ///
    /// A row that is there already keeps its time and is only read: at volume nearly all are, and locking each would cost
    /// more than writing the matches. Instead whoever takes rows away is kept out until this transaction ends, see
    /// `PendingGuard`. Rows are written in ascending order, as every replica does; one that was parked, or left as
    /// empty, is due again.
    package static func add(
        _ matches: [Match], now: Date, gather: Duration, on connection: PostgresConnection
    ) async throws(PostgresError) {
        let keys = Set(
            matches.flatMap { match in
                match.channels.map { Key(filterID: match.filterID, channel: $0.rawValue, userID: match.userID) }
            }
        ).sorted()
        guard !keys.isEmpty else { return }
        // A statement of its own: the next one sees what was taken away before the lock was had.
        try await PendingGuard.keep(on: connection)
        try await connection.execute(
            """
            INSERT INTO campanello.pending_filters AS pending (filter_id, channel, user_id, first_pending_at, due_at)
            SELECT found.filter_id, found.channel, found.user_id, $4::timestamptz,
                $4::timestamptz + $5::float8 * interval '1 second'
            FROM unnest($1::bigint[], $2::text[], $3::bigint[]) AS found (filter_id, channel, user_id)
            WHERE EXISTS (
                SELECT FROM campanello.recipients AS linked
                WHERE linked.user_id = found.user_id AND linked.channel = found.channel)
            AND NOT EXISTS (
                SELECT FROM campanello.pending_filters AS known
                WHERE known.filter_id = found.filter_id AND known.channel = found.channel
                AND known.first_pending_at <= $4::timestamptz AND known.due_at < 'infinity' AND NOT known.is_empty)
            ORDER BY found.filter_id, found.channel
            ON CONFLICT (filter_id, channel) DO UPDATE SET
                first_pending_at = least(pending.first_pending_at, EXCLUDED.first_pending_at),
                due_at = least(pending.due_at, EXCLUDED.due_at), is_empty = false
            WHERE EXCLUDED.first_pending_at < pending.first_pending_at OR pending.due_at = 'infinity'
                OR pending.is_empty
            """,
            [
                .intArray(keys.map(\.filterID)), .textArray(keys.map(\.channel)), .intArray(keys.map(\.userID)),
                .timestamp(now), .double(gather.seconds),
            ])
    }

    /// Makes the parked rows of these filters due: a listing that was gone when they would have spoken is back.
    package static func unpark(
        _ filterIDs: [Int64], gather: Duration, on connection: PostgresConnection
    ) async throws(PostgresError) {
        guard !filterIDs.isEmpty else { return }
        try await connection.execute(
            """
            UPDATE campanello.pending_filters AS pending SET due_at = now() + $2::float8 * interval '1 second'
            FROM (
                SELECT filter_id, channel FROM campanello.pending_filters
                WHERE filter_id = ANY($1::bigint[]) AND due_at = 'infinity' ORDER BY filter_id, channel FOR UPDATE
            ) AS parked
            WHERE pending.filter_id = parked.filter_id AND pending.channel = parked.channel
            """, [.intArray(filterIDs), .double(gather.seconds)])
    }

    /// Makes the parked rows of the filters that found these listings due at once.
    package static func unpark(
        findersOf listingIDs: [Int64], on connection: PostgresConnection
    ) async throws(PostgresError) {
        guard !listingIDs.isEmpty else { return }
        try await connection.execute(
            """
            UPDATE campanello.pending_filters AS pending SET due_at = now()
            FROM (
                SELECT filter_id, channel FROM campanello.pending_filters AS parked
                WHERE due_at = 'infinity' AND filter_id IN (
                    SELECT matches.filter_id FROM campanello.matches WHERE listing_id = ANY($1::bigint[]))
                ORDER BY filter_id, channel FOR UPDATE
            ) AS parked
            WHERE pending.filter_id = parked.filter_id AND pending.channel = parked.channel
            """, [.intArray(listingIDs)])
    }

    /// The time until something is due on one of `channels`: negative when it is overdue, nil when nothing is pending.
    package static func timeUntilDue(
        on channels: [Channel], _ executor: any PostgresExecutor
    ) async throws(PostgresError) -> Duration? {
        let seconds: Double? = try await executor.query(
            """
            SELECT extract(epoch FROM min(due_at) - clock_timestamp())::float8 AS seconds
            FROM campanello.pending_filters WHERE channel = ANY($1::text[]) AND due_at < 'infinity'
            """, [.textArray(channels.map(\.rawValue))]
        ).first?.decodeIfPresent("seconds")
        return seconds.map { .seconds($0) }
    }

    private struct Key: Hashable, Comparable {
        let filterID: Int64
        let channel: String
        let userID: Int64

        static func < (left: Key, right: Key) -> Bool {
            (left.filterID, left.channel) < (right.filterID, right.channel)
        }
    }
}

extension Duration {
    /// The whole of it in seconds.
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
