import Contracts
import Foundation
package import Notifications
import Postgres

extension PostgresDeliveryStore {
    package func record(
        _ records: [DeliveryRecord]
    ) async throws(DeliveryStoreError) -> [Bool] {
        guard !records.isEmpty else { return [] }
        // In ascending order, as all writers of these rows.
        let sorted = records.sorted { $0.subject.id < $1.subject.id }
        do {
            let values =
                try RecordColumns(records: sorted).parameters() + [
                    .text(service), .int(catchUp.components.seconds * 1000),
                ]
            let rows =
                if RecipientChanges(sorted).isEmpty, ConversationChanges(sorted).isEmpty {
                    try await repeatingConflicts { () async throws(PostgresError) in
                        try await pool.query(RecordSQL.text, values)
                    }
                } else {
                    try await pool.transaction { connection in
                        let rows = try await connection.query(RecordSQL.text, values)
                        // A record that its row did not take says nothing of the person: it may be a repetition.
                        let taken = try Self.ids(rows)
                        let changed = sorted.filter { taken.contains($0.subject.id) }
                        try await RecipientChanges(changed).apply(on: connection)
                        try await ConversationChanges(changed).apply(on: connection)
                        return rows
                    }
                }
            let taken = try Self.ids(rows)
            return records.map { taken.contains($0.subject.id) }
        } catch {
            throw DeliveryStoreError(any: error)
        }
    }

    private static func ids(_ rows: [PostgresRow]) throws(PostgresError) -> Set<UUID> {
        var ids: Set<UUID> = []
        for row in rows { ids.insert(try row.decode("id")) }
        return ids
    }
}
