package import Contracts
import Foundation
package import Notifications
import Postgres

extension PostgresDeliveryStore {
    package func claim(
        _ requests: [ClaimRequest], on channel: Channel, by policy: ClaimPolicy
    ) async throws(DeliveryStoreError) -> [ClaimResult] {
        do throws(PostgresError) {
            let sql = policy.recipientInterval > .zero ? ClaimSQL.paced : ClaimSQL.plain
            let values = parameters(requests, channel, policy)
            let rows = try await repeatingConflicts { () async throws(PostgresError) in
                try await pool.query(sql, values)
            }
            var found: [UUID: ClaimRow] = [:]
            found.reserveCapacity(rows.count)
            for row in rows {
                let claimed = try ClaimRow(row)
                found[claimed.subject.id] = claimed
            }
            let listings = try await listings(requests, found)
            return requests.map { request in
                guard let row = found[request.id] else { return .missing }
                return row.result(owner: policy.owner, listings: request.listings, current: listings)
            }
        } catch {
            throw DeliveryStoreError(error)
        }
    }

    private func parameters(
        _ requests: [ClaimRequest], _ channel: Channel, _ policy: ClaimPolicy
    ) -> [PostgresValue] {
        let sorted = requests.sorted { $0.id.uuidString < $1.id.uuidString }
        var values: [PostgresValue] = [
            .uuidArray(sorted.map(\.id)), .intArray(sorted.map { Int64($0.attempt) }), .text(channel.rawValue),
            .text(policy.owner), .int(policy.lease.milliseconds), .int(Int64(policy.maximumAttempts)),
            .bool(policy.inDoubt == .hold),
        ]
        if policy.recipientInterval > .zero {
            values += [.int(policy.recipientInterval.milliseconds), .int(policy.recipientPatience.milliseconds)]
        }
        return values
    }

    /// The present rows of the listings that claimed messages would show; those that are gone are missing.
    private func listings(
        _ requests: [ClaimRequest], _ found: [UUID: ClaimRow]
    ) async throws(PostgresError) -> [Int64: CurrentListing] {
        var ids: Set<Int64> = []
        for request in requests where found[request.id]?.decision == "claim" { ids.formUnion(request.listings) }
        guard !ids.isEmpty else { return [:] }
        let rows = try await pool.query(
            """
            SELECT id, title, url, price FROM campanello.listings
            WHERE id = ANY ($1::bigint[]) AND removed_at IS NULL
            """, [.intArray(Array(ids))])
        var listings: [Int64: CurrentListing] = [:]
        listings.reserveCapacity(rows.count)
        for row in rows {
            listings[try row.decode("id")] = CurrentListing(
                title: try row.decode("title"), url: try row.decode("url"), price: try row.decodeIfPresent("price"))
        }
        return listings
    }
}

extension Duration {
    /// Whole milliseconds, at least one.
    fileprivate var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return max(1, seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
