package import Contracts
import Foundation
package import Notifications
import Postgres

extension PostgresDeliveryStore {
    package func claim(
        _ requests: [ClaimRequest], on channel: Channel, by policy: ClaimPolicy
    ) async throws(DeliveryStoreError) -> [ClaimResult] {
        do throws(PostgresError) {
            let sql = policy.isPaced ? ClaimSQL.paced : ClaimSQL.plain
            let values = parameters(requests, channel, policy)
            let rows = try await repeatingConflicts { () async throws(PostgresError) in
                try await pool.query(sql, values)
            }
            do throws(PostgresError) {
                return try await results(requests, rows, owner: policy.owner)
            } catch {
                await undo(requests, owner: policy.owner)
                throw error
            }
        } catch {
            throw DeliveryStoreError(error)
        }
    }

    private func results(
        _ requests: [ClaimRequest], _ rows: [PostgresRow], owner: String
    ) async throws(PostgresError) -> [ClaimResult] {
        var found: [UUID: ClaimRow] = [:]
        found.reserveCapacity(rows.count)
        for row in rows {
            let claimed = try ClaimRow(row)
            found[claimed.subject.id] = claimed
        }
        let listings = try await listings(requests, found)
        try await noteLeftOut(requests, found, listings)
        return requests.map { request in
            guard let row = found[request.id] else { return .missing }
            return row.result(owner: owner, listings: request.listings, current: listings)
        }
    }

    /// What is gone is not said by this attempt, and must not count as said. Rows are written only where something is
    /// gone, or may have been at an earlier attempt.
    private func noteLeftOut(
        _ requests: [ClaimRequest], _ found: [UUID: ClaimRow], _ current: [Int64: CurrentListing]
    ) async throws(PostgresError) {
        let claimed = requests.filter { request in
            guard let row = found[request.id], row.decision == "claim" else { return false }
            return row.subject.firstAttemptAt != nil || request.listings.contains { current[$0] == nil }
        }
        let shown = claimed.flatMap { request in request.listings.map { (request.id, $0) } }
        try await LeftOutStore.note(
            shown.map(\.0), shown.map(\.1), isGone: shown.map { current[$0.1] == nil }, on: pool)
    }

    /// Gives committed claims back that nobody will hear of, so that they do not count as in doubt when their lease
    /// ends. The owner is the group's own: no other claim can be meant. Tried for some seconds, in a task of its own,
    /// since the caller may have been cancelled; what is then still claimed waits for the end of its lease.
    private func undo(_ requests: [ClaimRequest], owner: String) async {
        let values: [PostgresValue] = [.uuidArray(requests.map(\.id)), .text(owner)]
        let task = Task { [pool] in
            for attempt in 0..<6 {
                do throws(PostgresError) {
                    try await pool.execute(Self.undoing, values)
                    return
                } catch {
                    guard error.kind != .poolClosed else { return }
                    try? await Task.sleep(for: .milliseconds(50 << attempt))
                }
            }
        }
        await task.value
    }

    private static let undoing = """
        UPDATE campanello.deliveries SET
            status = 'pending', attempt = attempt - 1, owner = NULL, lease_until = NULL,
            first_attempt_at = CASE WHEN attempt = 1 THEN NULL ELSE first_attempt_at END, updated_at = now()
        WHERE id = ANY ($1::uuid[]) AND owner = $2 AND status = 'sending'
        """

    private func parameters(
        _ requests: [ClaimRequest], _ channel: Channel, _ policy: ClaimPolicy
    ) -> [PostgresValue] {
        let sorted = requests.sorted { $0.id < $1.id }
        var values: [PostgresValue] = [
            .uuidArray(sorted.map(\.id)), .intArray(sorted.map { Int64($0.attempt) }), .text(channel.rawValue),
            .text(policy.owner), .int(policy.lease.milliseconds), .int(Int64(policy.maximumAttempts)),
            .bool(policy.inDoubt == .hold), .intOrNullArray(sorted.map { $0.number.map(Int64.init) }),
            .intArray(policy.numbers.open.map(Int64.init)), .bool(policy.numbers.isSpread),
            .textArray(policy.numbers.providers), .textArray(policy.numbers.repeatable),
        ]
        if policy.isPaced {
            values += [
                .int(policy.recipientInterval.milliseconds), .int(policy.groupInterval.milliseconds),
                .int(policy.recipientPatience.milliseconds),
            ]
        }
        return values
    }

    /// The present rows of the listings that claimed messages would show; those that are gone, or of a paused source,
    /// are missing.
    private func listings(
        _ requests: [ClaimRequest], _ found: [UUID: ClaimRow]
    ) async throws(PostgresError) -> [Int64: CurrentListing] {
        var ids: Set<Int64> = []
        for request in requests where found[request.id]?.decision == "claim" { ids.formUnion(request.listings) }
        guard !ids.isEmpty else { return [:] }
        let rows = try await pool.query(
            """
            SELECT id, title, url, price FROM campanello.listings
            WHERE id = ANY ($1::bigint[]) AND removed_at IS NULL AND \(PauseSQL.isRunning)
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
