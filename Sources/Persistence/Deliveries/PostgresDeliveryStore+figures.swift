package import Contracts
package import Notifications
import Postgres

extension PostgresDeliveryStore {
    /// How many people were written to with a template in the last 24 hours, by number: what providers limit.
    package func peopleByTemplate(on channel: Channel) async throws(DeliveryStoreError) -> [Int: Int] {
        do throws(PostgresError) {
            let rows = try await pool.query(
                """
                SELECT number, count(DISTINCT user_id) AS people FROM campanello.deliveries
                WHERE is_template AND channel = $1 AND number IS NOT NULL
                    AND accepted_at > now() - interval '24 hours'
                GROUP BY number
                """, [.text(channel.rawValue)])
            var people: [Int: Int] = [:]
            for row in rows { people[try row.decode("number")] = try row.decode("people") }
            return people
        } catch {
            throw DeliveryStoreError(error)
        }
    }
}
