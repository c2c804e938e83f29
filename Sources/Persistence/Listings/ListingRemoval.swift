import Contracts
import Foundation
import Postgres

/// Marks listings as gone, with their events.
struct ListingRemoval {
    let service: String
    let traceparent: String?

    /// - Parameter ids: of rows that this transaction has locked.
    /// - Returns: how many were still listed.
    func run(_ ids: [Int64], on connection: PostgresConnection) async throws(PostgresError) -> Int {
        guard !ids.isEmpty else { return 0 }
        return try await connection.execute(
            """
            WITH gone AS (
                UPDATE campanello.listings SET removed_at = now(), updated_at = now()
                FROM unnest($1::bigint[], $2::uuid[]) AS entry (id, event_id)
                WHERE listings.id = entry.id AND removed_at IS NULL
                RETURNING listings.id, listings.version, listings.content, listings.published_at, entry.event_id
            )
            \(ListingEventSQL.insert(.removed, from: "gone", service: "$3", traceparent: "$4"))
            """,
            [.intArray(ids), .uuidArray(ids.map { _ in .v7() }), .text(service), PostgresValue(traceparent)])
    }
}

extension ListingStore {
    func markRemoved(
        _ ids: [Int64], traceparent: String?, on connection: PostgresConnection
    ) async throws(PostgresError) -> Int {
        try await ListingRemoval(service: service, traceparent: traceparent).run(ids, on: connection)
    }
}
