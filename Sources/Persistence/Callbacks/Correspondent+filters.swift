import Contracts
import Foundation
package import Postgres

extension Correspondent {
    /// A filter of the person's, as a list of them shows it.
    package struct Filter: Sendable, Equatable {
        package let id: Int64
        package let name: String
        package let isActive: Bool
        package let city: String?
    }

    /// Pauses or resumes a filter.
    /// - Returns: its name; nil when there is none of this id, or it is somebody else's.
    package func setFilter(
        _ id: Int64, isActive: Bool, on connection: PostgresConnection
    ) async throws -> String? {
        let rows = try await connection.query(
            "SELECT \(FilterRecord.columns) FROM campanello.filters WHERE id = $1 AND user_id = $2 FOR UPDATE",
            [.int(id), .int(userID)])
        guard let row = rows.first else { return nil }
        let before = try FilterRecord(row: row)
        var draft = before.settings
        draft.isActive = isActive
        return try await FilterStore.write(draft, over: before, on: connection).name
    }

    /// The person does not want to hear of a listing's home any more.
    /// - Returns: whether there is such a listing.
    package func dismissHome(
        ofListing id: Int64, on connection: PostgresConnection
    ) async throws(PostgresError) -> Bool {
        let rows = try await connection.query(
            """
            WITH home AS (
                SELECT home_id FROM campanello.listings WHERE id = $2
            ), dismissed AS (
                INSERT INTO campanello.dismissed_homes (user_id, home_id) SELECT $1, home_id FROM home
                ON CONFLICT DO NOTHING
            )
            SELECT home_id FROM home
            """, [.int(userID), .int(id)])
        return !rows.isEmpty
    }

    /// The menu that is the last thing the person was sent within the hour, but for answers: what a bare number refers to.
    /// - Returns: its parameters; nil when something else was said since, or no menu at all.
    package func menu(on connection: PostgresConnection) async throws -> [String: String]? {
        let rows = try await connection.query(
            """
            SELECT menu.parameters::text AS parameters FROM campanello.deliveries
            LEFT JOIN campanello.direct_messages AS menu ON menu.id = deliveries.id AND menu.text_key = 'menu'
            WHERE deliveries.user_id = $1 AND deliveries.channel = $2
                AND deliveries.accepted_at > now() - interval '1 hour' AND (NOT is_direct OR menu.id IS NOT NULL)
            ORDER BY deliveries.accepted_at DESC LIMIT 1
            """, [.int(userID), .text(channel.rawValue)])
        guard let text: String = try rows.first?.decodeIfPresent("parameters") else { return nil }
        return try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
    }

    /// The person's filters, the oldest first.
    package func filters(limit: Int, on connection: PostgresConnection) async throws(PostgresError) -> [Filter] {
        let rows = try await connection.query(
            """
            SELECT id, name, is_active, cities[1] AS city FROM campanello.filters
            WHERE user_id = $1 ORDER BY id LIMIT $2::bigint
            """, [.int(userID), .int(Int64(limit))])
        var filters: [Filter] = []
        for row in rows {
            filters.append(
                Filter(
                    id: try row.decode("id"), name: try row.decode("name"), isActive: try row.decode("is_active"),
                    city: try row.decodeIfPresent("city")))
        }
        return filters
    }
}
