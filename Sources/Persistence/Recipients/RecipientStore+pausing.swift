import Contracts
import Postgres

/// The switch for all of a person's channels at once.
extension RecipientStore {
    /// Turns off every channel that is on; those that are off already are left as they are.
    package func pauseAll(userID: Int64) async throws {
        try await pool.transaction { connection in
            let rows = try await connection.query(
                """
                WITH locked AS (
                    SELECT channel FROM campanello.recipients WHERE user_id = $1 AND enabled
                    ORDER BY channel FOR UPDATE
                )
                UPDATE campanello.recipients SET enabled = false, updated_at = now()
                FROM locked WHERE user_id = $1 AND recipients.channel = locked.channel
                RETURNING recipients.channel
                """, [.int(userID)])
            for channel in try Self.channels(of: rows) {
                try await Consents.append(userID: userID, channel: channel, .out, by: .pauseAll, on: connection)
            }
        }
    }

    /// Turns on again what ``pauseAll(userID:)`` turned off. Where it did not turn off anything, since each channel was
    /// turned off by itself, all of them are turned on.
    package func resumeAll(userID: Int64) async throws {
        try await pool.transaction { connection in
            let rows = try await connection.query(Self.resumeAllSQL, [.int(userID)])
            for channel in try Self.channels(of: rows) {
                try await Consents.append(userID: userID, channel: channel, .in, by: .pauseAll, on: connection)
                // Somebody who said STOP meanwhile stays silent.
                if let row = rows.first(where: { (try? $0.decode("channel", as: String.self)) == channel.rawValue }),
                    try RecipientRecord(row: row).speaks
                {
                    try await Self.makePendingDue(userID: userID, channel: channel, on: connection)
                }
            }
        }
    }

    private static func channels(of rows: [PostgresRow]) throws -> [Channel] {
        try rows.compactMap { Channel(rawValue: try $0.decode("channel")) }
            .sorted { $0.rawValue < $1.rawValue }
    }

    /// Who last turned the channel on or off is told by the consents, of which the last one of a switch counts.
    private static let resumeAllSQL = """
        WITH off AS (
            SELECT channel, coalesce((
                SELECT how FROM campanello.consents
                WHERE consents.user_id = $1 AND consents.channel = recipients.channel
                    AND how IN ('link', 'toggle', 'pause-all')
                ORDER BY id DESC LIMIT 1), '') = 'pause-all' AS was_on
            FROM campanello.recipients WHERE user_id = $1 AND NOT enabled AND proved_at IS NOT NULL
            ORDER BY channel FOR UPDATE
        )
        UPDATE campanello.recipients AS changed SET enabled = true, updated_at = now()
        FROM off WHERE changed.user_id = $1 AND changed.channel = off.channel
            AND (off.was_on OR NOT EXISTS (SELECT FROM off WHERE was_on))
        RETURNING \(columns)
        """

    private static let columns = RecipientRecord.columns.split(separator: ",")
        .map { "changed." + $0.drop { $0.isWhitespace } }.joined(separator: ", ")
}
