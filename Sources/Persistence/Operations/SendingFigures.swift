package import Foundation
package import Postgres

/// What became of the deliveries of some time, by channel. A message counts in the hour in which it was made.
package struct SendingFigures: Sendable, Equatable, Encodable {
    /// The hour's start; nil where the figures are of the whole time.
    package let hour: Date?
    package let channel: String
    package let made: Int
    /// Taken by a provider.
    package let accepted: Int
    package let delivered: Int
    package let read: Int
    /// Dead, or failed after acceptance.
    package let failed: Int
    package let skipped: Int
    package let inDoubt: Int
    /// Not finished yet.
    package let waiting: Int
    /// Seconds from being made to being accepted; nil where nothing was.
    package let medianSeconds: Double?
    package let percentile95Seconds: Double?

    /// - Parameter hourly: one row an hour, oldest first; else one a channel.
    package static func read(
        since: Date, hourly: Bool, on executor: any PostgresExecutor
    ) async throws(PostgresError) -> [SendingFigures] {
        let hour = hourly ? "date_trunc('hour', created_at)" : "NULL::timestamptz"
        let seconds = "extract(epoch FROM accepted_at - created_at)::float8"
        let rows = try await executor.query(
            """
            SELECT \(hour) AS hour, channel, count(*) AS made, count(accepted_at) AS accepted,
                count(*) FILTER (WHERE delivered_at IS NOT NULL OR read_at IS NOT NULL) AS delivered,
                count(read_at) AS read, count(*) FILTER (WHERE status IN ('dead', 'failed')) AS failed,
                count(*) FILTER (WHERE status = 'skipped') AS skipped, count(in_doubt_at) AS in_doubt,
                count(*) FILTER (WHERE finished_at IS NULL) AS waiting,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY \(seconds)) FILTER (WHERE accepted_at IS NOT NULL) AS half,
                percentile_cont(0.95) WITHIN GROUP (ORDER BY \(seconds)) FILTER (WHERE accepted_at IS NOT NULL) AS most
            FROM campanello.deliveries WHERE id >= $1 GROUP BY 1, 2 ORDER BY 1, 2
            """, [.uuid(.earliest(at: since))])
        var figures: [SendingFigures] = []
        for row in rows { figures.append(try SendingFigures(row: row)) }
        return figures
    }

    private init(row: PostgresRow) throws(PostgresError) {
        hour = try row.decodeIfPresent("hour")
        channel = try row.decode("channel")
        made = try row.decode("made")
        accepted = try row.decode("accepted")
        delivered = try row.decode("delivered")
        read = try row.decode("read")
        failed = try row.decode("failed")
        skipped = try row.decode("skipped")
        inDoubt = try row.decode("in_doubt")
        waiting = try row.decode("waiting")
        medianSeconds = try row.decodeIfPresent("half")
        percentile95Seconds = try row.decodeIfPresent("most")
    }
}

/// Refused attempts of one kind.
package struct FailureFigures: Sendable, Equatable, Encodable {
    package let channel: String
    package let errorClass: String
    package let errorCode: String
    package let attempts: Int

    /// The most frequent first, at most `limit`.
    package static func read(
        since: Date, limit: Int = 50, on executor: any PostgresExecutor
    ) async throws(PostgresError) -> [FailureFigures] {
        let rows = try await executor.query(
            """
            SELECT d.channel, a.error_class, coalesce(a.error_code, '') AS error_code, count(*) AS attempts
            FROM campanello.delivery_attempts AS a JOIN campanello.deliveries AS d ON d.id = a.delivery_id
            WHERE a.delivery_id >= $1 AND a.error_class IS NOT NULL
            GROUP BY 1, 2, 3 ORDER BY attempts DESC, 1, 2, 3 LIMIT $2::bigint
            """, [.uuid(.earliest(at: since)), .int(Int64(limit))])
        var figures: [FailureFigures] = []
        for row in rows {
            figures.append(
                FailureFigures(
                    channel: try row.decode("channel"), errorClass: try row.decode("error_class"),
                    errorCode: try row.decode("error_code"), attempts: try row.decode("attempts")))
        }
        return figures
    }
}

/// How many people stay on a channel.
package struct PeopleFigures: Sendable, Equatable, Encodable {
    package let channel: String
    /// Who can be written to now.
    package let reachable: Int
    /// Who consented for the first time so many days ago or earlier, and how many of them can still be written to.
    package let joined7: Int
    package let active7: Int
    package let joined30: Int
    package let active30: Int

    package static func read(on executor: any PostgresExecutor) async throws(PostgresError) -> [PeopleFigures] {
        let rows = try await executor.query(
            """
            WITH joined AS (
                SELECT user_id, channel, min(at) AS at FROM campanello.consents WHERE direction = 'in'
                GROUP BY user_id, channel
            ), person AS (
                SELECT coalesce(r.channel, joined.channel) AS channel, joined.at,
                    coalesce(r.enabled AND r.proved_at IS NOT NULL AND r.suspended_at IS NULL, false) AS is_active
                FROM joined FULL JOIN campanello.recipients AS r USING (user_id, channel)
            )
            SELECT channel, count(*) FILTER (WHERE is_active) AS reachable,
                count(*) FILTER (WHERE at < now() - interval '7 days') AS joined7,
                count(*) FILTER (WHERE is_active AND at < now() - interval '7 days') AS active7,
                count(*) FILTER (WHERE at < now() - interval '30 days') AS joined30,
                count(*) FILTER (WHERE is_active AND at < now() - interval '30 days') AS active30
            FROM person GROUP BY channel ORDER BY channel
            """, [])
        var figures: [PeopleFigures] = []
        for row in rows {
            figures.append(
                PeopleFigures(
                    channel: try row.decode("channel"), reachable: try row.decode("reachable"),
                    joined7: try row.decode("joined7"), active7: try row.decode("active7"),
                    joined30: try row.decode("joined30"), active30: try row.decode("active30")))
        }
        return figures
    }
}
