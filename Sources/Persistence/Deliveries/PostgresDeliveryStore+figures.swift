package import Contracts
package import Notifications
import Postgres

/// What a channel has still to send.
package struct UnfinishedDeliveries: Sendable, Equatable {
    /// Held ones left out.
    package let count: Int
    /// In doubt, for the operator to decide.
    package let held: Int
    /// For how many seconds the longest due one has been so; 0 when none is.
    package let oldestDueSeconds: Double
}

extension PostgresDeliveryStore {
    /// How much the channel has still to send.
    package func unfinished(on channel: Channel) async throws(DeliveryStoreError) -> UnfinishedDeliveries {
        do throws(PostgresError) {
            let rows = try await pool.query(
                """
                SELECT count(*) FILTER (WHERE NOT is_held) AS unfinished, count(*) FILTER (WHERE is_held) AS held,
                    coalesce(greatest(extract(epoch FROM now() - min(due_at) FILTER (WHERE NOT is_held)), 0), 0)::float8
                        AS oldest
                FROM campanello.deliveries WHERE status IN ('pending', 'sending') AND channel = $1
                """, [.text(channel.rawValue)])
            guard let row = rows.first else { return UnfinishedDeliveries(count: 0, held: 0, oldestDueSeconds: 0) }
            return UnfinishedDeliveries(
                count: try row.decode("unfinished"), held: try row.decode("held"),
                oldestDueSeconds: try row.decode("oldest"))
        } catch {
            throw DeliveryStoreError(error)
        }
    }

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
