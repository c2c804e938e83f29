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
        let sorted = records.sorted { $0.subject.id.uuidString < $1.subject.id.uuidString }
        let changes = RecipientChanges(sorted)
        do {
            let values =
                try RecordColumns(records: sorted).parameters() + [
                    .text(service), .int(catchUp.components.seconds * 1000),
                ]
            let rows =
                if changes.isEmpty {
                    try await repeatingConflicts { () async throws(PostgresError) in
                        try await pool.query(RecordSQL.text, values)
                    }
                } else {
                    try await pool.transaction { connection in
                        try await changes.apply(on: connection)
                        return try await connection.query(RecordSQL.text, values)
                    }
                }
            let taken = Set(try rows.map { try $0.decode("id", as: UUID.self) })
            return records.map { taken.contains($0.subject.id) }
        } catch {
            throw DeliveryStoreError(any: error)
        }
    }
}
