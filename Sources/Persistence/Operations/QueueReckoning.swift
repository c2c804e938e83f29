package import Contracts
package import Foundation
package import Postgres

/// How the rows of one sender's queue stand: what the broker's figures are held against.
package struct QueueReckoning: Sendable, Equatable {
    package let queue: WorkQueue
    /// Neither finished nor held.
    package let unfinished: Int
    /// Of those: claimed by a process whose lease runs.
    package let sending: Int
    /// Of those: to be tried again later.
    package let later: Int
    /// Of those: with an event that waits for a relay.
    package let inOutbox: Int
    /// Of those: due longer ago than the sweep lets lie.
    package let overdue: Int
    /// In doubt, and left to the operator.
    package let held: Int
    package let dead: Int
    /// Of the oldest that is neither finished nor held.
    package let oldestDue: Date?

    /// - Parameter age: after how long the sweep looks after a delivery.
    package static func read(
        overdueAfter age: Duration, on executor: any PostgresExecutor
    ) async throws(PostgresError) -> [QueueReckoning] {
        // Each side by its own partial index: the finished ones are most of the table.
        let rows = try await executor.query(
            """
            WITH open AS (
                SELECT d.channel, d.is_direct, d.is_held, d.status, d.due_at, d.lease_until,
                    EXISTS (SELECT FROM campanello.outbox WHERE outbox.message_id = d.id) AS is_in_outbox
                FROM campanello.deliveries AS d WHERE d.finished_at IS NULL
            ), counted AS (
                SELECT channel, is_direct, count(*) FILTER (WHERE NOT is_held) AS unfinished,
                    count(*) FILTER (WHERE NOT is_held AND status = 'sending' AND lease_until > now()) AS sending,
                    count(*) FILTER (WHERE NOT is_held AND status = 'pending' AND due_at > now()) AS later,
                    count(*) FILTER (WHERE NOT is_held AND is_in_outbox) AS in_outbox,
                    count(*) FILTER (WHERE NOT is_held AND due_at < now() - $1::float8 * interval '1 second')
                        AS overdue,
                    count(*) FILTER (WHERE is_held) AS held,
                    min(due_at) FILTER (WHERE NOT is_held) AS oldest
                FROM open GROUP BY channel, is_direct
            ), dead AS (
                SELECT channel, is_direct, count(*) AS dead FROM campanello.deliveries
                WHERE status IN ('dead', 'failed') GROUP BY channel, is_direct
            )
            SELECT channel, is_direct, coalesce(unfinished, 0) AS unfinished, coalesce(sending, 0) AS sending,
                coalesce(later, 0) AS later, coalesce(in_outbox, 0) AS in_outbox, coalesce(overdue, 0) AS overdue,
                coalesce(held, 0) AS held, coalesce(dead, 0) AS dead, oldest
            FROM counted FULL JOIN dead USING (channel, is_direct)
            """, [.double(age.seconds)])
        var found: [WorkQueue: QueueReckoning] = [:]
        for row in rows {
            let channel = try row.channel()
            let isDirect: Bool = try row.decode("is_direct")
            let queue: WorkQueue = isDirect ? .direct(channel) : .notifications(channel)
            found[queue] = try QueueReckoning(queue: queue, row: row)
        }
        return Channel.allCases.flatMap { [WorkQueue.notifications($0), .direct($0)] }.map {
            found[$0] ?? QueueReckoning(empty: $0)
        }
    }

    private init(queue: WorkQueue, row: PostgresRow) throws(PostgresError) {
        self.queue = queue
        unfinished = try row.decode("unfinished")
        sending = try row.decode("sending")
        later = try row.decode("later")
        inOutbox = try row.decode("in_outbox")
        overdue = try row.decode("overdue")
        held = try row.decode("held")
        dead = try row.decode("dead")
        oldestDue = try row.decodeIfPresent("oldest")
    }

    private init(empty queue: WorkQueue) {
        self.queue = queue
        (unfinished, sending, later, inOutbox, overdue, held, dead, oldestDue) = (0, 0, 0, 0, 0, 0, 0, nil)
    }
}
