package import Contracts
package import Notifications
import Postgres

extension PostgresDeliveryStore {
    /// Makes people due again who were not written to for want of a template in their language: there is one now.
    /// - Returns: how many people.
    @discardableResult
    package func reopen(_ channel: Channel, locales: [String]) async throws(DeliveryStoreError) -> Int {
        do throws(PostgresError) {
            let rows = try await repeatingConflicts { () async throws(PostgresError) in
                try await pool.query(Self.reopening, [.text(channel.rawValue), .textArray(locales)])
            }
            return try rows.first?.decode("people") ?? 0
        } catch {
            throw DeliveryStoreError(error)
        }
    }

    private static let reopening = """
        WITH person AS (
            SELECT recipients.user_id FROM campanello.recipients JOIN campanello.users ON users.id = user_id
            WHERE channel = $1 AND closed_until > now() AND users.locale = ANY ($2::text[])
            ORDER BY user_id FOR NO KEY UPDATE OF recipients
        ), opened AS (
            UPDATE campanello.recipients SET closed_until = NULL, updated_at = now()
            FROM person WHERE recipients.user_id = person.user_id AND recipients.channel = $1
        ), waiting AS (
            SELECT pending.filter_id FROM campanello.pending_filters AS pending
            JOIN person ON person.user_id = pending.user_id
            WHERE pending.channel = $1 ORDER BY pending.filter_id FOR NO KEY UPDATE OF pending
        ), woken AS (
            UPDATE campanello.pending_filters SET due_at = now()
            FROM waiting WHERE pending_filters.filter_id = waiting.filter_id AND pending_filters.channel = $1
        )
        SELECT count(*) AS people FROM person
        """
}
