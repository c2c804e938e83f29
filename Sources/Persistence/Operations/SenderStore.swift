package import Contracts
package import Foundation
package import Postgres

/// How each sender stands, as it said last.
package struct SenderStatus: Sendable, Equatable, Encodable {
    /// The process, as its claims name it.
    package let owner: String
    package let channel: String
    package let isWorking: Bool
    /// Why it is not working; empty while it is.
    package let reason: String
    /// Since when it stands so.
    package let since: Date
    package let seenAt: Date
}

/// The senders that were heard of lately.
package struct SenderStore: Sendable {
    /// A sender that has not been heard of for so long is gone.
    package static let patience = Duration.seconds(30)

    private let pool: PostgresPool

    package init(pool: PostgresPool) {
        self.pool = pool
    }

    /// Notes how a sender stands, and forgets those that died long ago.
    /// - Parameter reason: why it is paused; nil while it works.
    package func note(_ owner: String, channel: Channel, pausedFor reason: String?) async throws(PostgresError) {
        try await pool.execute(
            """
            WITH dead AS (DELETE FROM campanello.senders WHERE seen_at < now() - interval '1 day')
            INSERT INTO campanello.senders AS known (owner, channel, is_working, reason) VALUES ($1, $2, $3, $4)
            ON CONFLICT (owner) DO UPDATE SET
                is_working = excluded.is_working, reason = excluded.reason, seen_at = now(),
                since = CASE WHEN known.is_working = excluded.is_working AND known.reason = excluded.reason
                    THEN known.since ELSE now() END
            """, [.text(owner), .text(channel.rawValue), .bool(reason == nil), .text(reason ?? "")])
    }

    package func remove(_ owner: String) async throws(PostgresError) {
        try await pool.execute("DELETE FROM campanello.senders WHERE owner = $1", [.text(owner)])
    }

    /// Those that were heard of within `patience`, by channel.
    package func current() async throws(PostgresError) -> [SenderStatus] {
        let rows = try await pool.query(
            """
            SELECT owner, channel, is_working, reason, since, seen_at FROM campanello.senders
            WHERE seen_at > now() - $1::float8 * interval '1 second' ORDER BY channel, owner
            """, [.double(Self.patience.seconds)])
        var senders: [SenderStatus] = []
        for row in rows {
            senders.append(
                SenderStatus(
                    owner: try row.decode("owner"), channel: try row.decode("channel"),
                    isWorking: try row.decode("is_working"), reason: try row.decode("reason"),
                    since: try row.decode("since"), seenAt: try row.decode("seen_at")))
        }
        return senders
    }
}
