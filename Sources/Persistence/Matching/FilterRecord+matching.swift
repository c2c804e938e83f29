package import Contracts
import Foundation
import Listings
package import Postgres

extension FilterRecord {
    /// A filter as if it were stored, for decisions that need no database.
    package init(id: Int64, userID: Int64, settings: FilterDraft) {
        self.init(
            id: id, userID: userID, settings: settings, conditionsVersion: 1, pausedAt: nil,
            createdAt: .distantPast, updatedAt: .distantPast)
    }

    /// The filters of `ids` as they are now, by id.
    package static func read(
        _ ids: some Sequence<Int64>, on executor: any PostgresExecutor
    ) async throws -> [Int64: FilterRecord] {
        let ids = Set(ids).sorted()
        guard !ids.isEmpty else { return [:] }
        let rows = try await executor.query(
            "SELECT \(columns) FROM campanello.filters WHERE id = ANY($1::bigint[])", [.intArray(ids)])
        var found: [Int64: FilterRecord] = [:]
        for row in rows {
            let filter = try FilterRecord(row: row)
            found[filter.id] = filter
        }
        return found
    }

    /// Where the person wants to hear of what it finds.
    package var channels: [Channel] {
        Channel.allCases.filter(speaks(on:))
    }

    package func speaks(on channel: Channel) -> Bool {
        switch channel {
        case .whatsapp: settings.notifyWhatsApp
        case .telegram: settings.notifyTelegram
        }
    }

    /// How messages name it.
    package var asSpoken: NewListingsForFilter.Filter {
        let cities = conditions.cities
        return NewListingsForFilter.Filter(id: id, name: name, city: cities.count == 1 ? cities[0] : nil)
    }
}
