package import Contracts
package import Foundation
package import Notifications
package import Postgres

/// How often people pressed a button of our messages.
package struct TapFigures: Sendable, Equatable, Encodable {
    package let channel: String
    /// `ButtonPress.kind`
    package let button: String
    package let taps: Int

    /// By channel and button, whole hours.
    package static func read(
        since: Date, on executor: any PostgresExecutor
    ) async throws(PostgresError) -> [TapFigures] {
        let rows = try await executor.query(
            """
            SELECT channel, button, sum(taps)::bigint AS taps FROM campanello.button_taps
            WHERE hour >= date_trunc('hour', $1::timestamptz) GROUP BY 1, 2 ORDER BY 1, 2
            """, [.timestamp(since)])
        var figures: [TapFigures] = []
        for row in rows {
            figures.append(
                TapFigures(
                    channel: try row.decode("channel"), button: try row.decode("button"),
                    taps: try row.decode("taps")))
        }
        return figures
    }

    /// Counts one press. To be the last statement of its transaction: all who press the same button in an hour share
    /// the row.
    package static func count(
        _ press: ButtonPress, on channel: Channel, by connection: PostgresConnection
    ) async throws(PostgresError) {
        try await connection.execute(
            """
            INSERT INTO campanello.button_taps AS t (hour, channel, button, taps)
            VALUES (date_trunc('hour', now()), $1, $2, 1)
            ON CONFLICT (hour, channel, button) DO UPDATE SET taps = t.taps + 1
            """, [.text(channel.rawValue), .text(press.kind)])
    }
}
