package import Contracts
package import Foundation
package import Postgres

/// A delivery whose message is to be published again.
package struct StuckDelivery: Sendable, Equatable {
    package let id: UUID
    package let channel: Channel
    package let isDirect: Bool
    /// Which attempt the message stands for: the claimed one while nobody knows what came of it, else the next.
    package let attempt: Int
}

/// What was left lying: found by one leader among the Matchers.
package enum SweepStore {
    /// Listings that changed longer than `age` ago and whose present version nobody has matched, longest first; those of
    /// a source that was paused meanwhile, however lately they changed, and none of a source that still is.
    package static func unmatchedListings(
        olderThan age: Duration, limit: Int, on executor: any PostgresExecutor
    ) async throws(PostgresError) -> [Int64] {
        let rows = try await executor.query(
            """
            SELECT id FROM campanello.listings
            WHERE matched_version < version AND removed_at IS NULL AND \(PauseSQL.isRunning)
                AND (updated_at < now() - $1::float8 * interval '1 second' OR EXISTS (
                    SELECT FROM campanello.pauses AS pause WHERE pause.kind = 'source' AND pause.name = listings.source
                        AND listings.updated_at < pause.resumed_at))
            ORDER BY updated_at, id LIMIT $2::bigint
            """, [.double(age.seconds), .int(Int64(limit))])
        var ids: [Int64] = []
        for row in rows { ids.append(try row.decode("id")) }
        return ids
    }

    /// Takes deliveries that are neither finished nor moving `age` after they were due, in the order of their ids,
    /// and marks them as moved, so that they are left alone for another `age`.
    ///
    /// Their sender must have been heard of lately, and their queue be empty or have delivered a later message: a long
    /// backlog, a paused number or a sender that is down is not swept, and neither is what still waits in an outbox.
    package static func takeStuck(
        olderThan age: Duration, heardWithin: Duration, limit: Int, on connection: PostgresConnection
    ) async throws(PostgresError) -> [StuckDelivery] {
        let rows = try await connection.query(
            Self.stuckSQL, [.double(age.seconds), .double(heardWithin.seconds), .int(Int64(limit))])
        var found: [StuckDelivery] = []
        for row in rows {
            let attempt: Int = try row.decode("attempt")
            let isClaimed: Bool = try row.decode("is_claimed")
            found.append(
                StuckDelivery(
                    id: try row.decode("id"), channel: try row.channel(), isDirect: try row.decode("is_direct"),
                    attempt: isClaimed ? max(attempt, 1) : attempt + 1))
        }
        return found
    }

    private static let stuckSQL = """
        WITH stuck AS (
            SELECT deliveries.id FROM campanello.deliveries
            JOIN campanello.queue_progress AS progress ON progress.queue
                = deliveries.channel || CASE WHEN is_direct THEN '.direct' ELSE '.notifications' END
            WHERE status IN ('pending', 'sending') AND NOT is_held AND finished_at IS NULL
                AND due_at < now() - $1::float8 * interval '1 second'
                AND updated_at < now() - $1::float8 * interval '1 second'
                AND coalesce(lease_until, '-infinity') < now()
                AND progress.recorded_at > now() - $2::float8 * interval '1 second'
                AND (progress.ready_messages = 0 OR progress.last_delivered_id > deliveries.id)
                AND NOT EXISTS (SELECT FROM campanello.outbox WHERE outbox.message_id = deliveries.id)
            ORDER BY deliveries.id LIMIT $3::bigint FOR UPDATE OF deliveries SKIP LOCKED
        )
        UPDATE campanello.deliveries SET updated_at = now() FROM stuck WHERE deliveries.id = stuck.id
        RETURNING deliveries.id, deliveries.channel, deliveries.is_direct, deliveries.attempt,
            deliveries.status = 'sending' AS is_claimed
        """
}
