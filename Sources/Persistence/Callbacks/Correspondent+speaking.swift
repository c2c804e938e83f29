import Contracts
package import Foundation
import Notifications
package import Postgres

extension Correspondent {
    /// Opens, or keeps open, the 24 hours in which a number of ours may write to the person freely. Whoever has no
    /// number yet stays with this one. What waited for the window is due.
    package func openWindow(number: Int, since: Date, on connection: PostgresConnection) async throws(PostgresError) {
        try await connection.execute(
            """
            INSERT INTO campanello.conversation_windows AS known (user_id, channel, number, open_until)
            VALUES ($1, $2, $3, least($4::timestamptz, now()) + interval '24 hours')
            ON CONFLICT (user_id, channel, number) DO UPDATE SET
                open_until = greatest(known.open_until, excluded.open_until)
            """, [.int(userID), .text(channel.rawValue), .int(Int64(number)), .timestamp(since)])
        // What barred the person for want of a window ends with this one, and not only for as long as it is open.
        try await connection.execute(
            """
            UPDATE campanello.recipients SET number = coalesce(number, $3), updated_at = now(),
                closed_until = CASE WHEN $4::timestamptz + interval '24 hours' <= now() THEN closed_until END
            WHERE user_id = $1 AND channel = $2 AND (number IS NULL OR closed_until IS NOT NULL)
            """, [.int(userID), .text(channel.rawValue), .int(Int64(number)), .timestamp(since)])
        try await RecipientStore.makePendingDue(userID: userID, channel: channel, on: connection)
    }

    /// The person does not want messages on the channel.
    /// - Returns: whether that is how things stand now: not when they have said something else since.
    package func optOut(
        by act: Consents.Act, at: Date, reason: String = SkipReason.optedOut.rawValue, on connection: PostgresConnection
    ) async throws(PostgresError) -> Bool {
        let isOvertaken = try await Consents.isOvertaken(userID: userID, channel: channel, at: at, on: connection)
        try await Consents.append(userID: userID, channel: channel, .out, by: act, at: at, on: connection)
        guard !isOvertaken else { return false }
        try await connection.execute(
            """
            UPDATE campanello.recipients SET suspended_at = coalesce(suspended_at, now()), suspended_reason = $3,
                updated_at = now()
            WHERE user_id = $1 AND channel = $2
            """, [.int(userID), .text(channel.rawValue), .text(reason)])
        return true
    }

    /// The person wants messages again.
    /// - Parameter switchesOn: whether it also turns on what they had switched off in their account.
    /// - Returns: whether that is how things stand now: not when they have said something else since.
    package func optIn(
        by act: Consents.Act, at: Date, switchesOn: Bool, on connection: PostgresConnection
    ) async throws(PostgresError) -> Bool {
        let isOvertaken = try await Consents.isOvertaken(userID: userID, channel: channel, at: at, on: connection)
        // Unblocking a chat does not take back what the person wrote into it.
        let last = try await Consents.last(userID: userID, channel: channel, on: connection)
        let wroteStop = act == .providerUnblock && last == .stopKeyword
        try await Consents.append(userID: userID, channel: channel, .in, by: act, at: at, on: connection)
        guard !isOvertaken, !wroteStop else { return false }
        try await connection.execute(
            """
            UPDATE campanello.recipients SET suspended_at = NULL, suspended_reason = NULL, refusals = 0,
                enabled = enabled OR $3, updated_at = now()
            WHERE user_id = $1 AND channel = $2
            """, [.int(userID), .text(channel.rawValue), .bool(switchesOn)])
        try await RecipientStore.makePendingDue(userID: userID, channel: channel, on: connection)
        return true
    }
}
