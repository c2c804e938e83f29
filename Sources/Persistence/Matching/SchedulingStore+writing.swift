import Contracts
import Foundation
package import Postgres

extension SchedulingStore {
    /// Writes the notifications with their listings, deliveries and entries, in ascending key order. Their events go
    /// into the outbox in the same transaction, by the caller.
    package func write(_ drafts: [NotificationDraft]) async throws(PostgresError) {
        guard !drafts.isEmpty else { return }
        try await writeNotifications(drafts)
        try await writeListings(drafts)
        try await writeDeliveries(drafts)
        try await writeEntries(drafts)
    }

    private func writeNotifications(_ drafts: [NotificationDraft]) async throws(PostgresError) {
        try await connection.execute(
            """
            INSERT INTO campanello.notifications
                (id, user_id, filter_id, filter_name, filter_city, channel, kind, locale, total, traceparent,
                ingested_at, expires_at)
            SELECT id, user_id, filter_id, filter_name, filter_city, channel, kind, locale, total, traceparent,
                ingested_at, now() + $10::float8 * interval '1 second'
            FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
                $8::text[], $9::bigint[], $11::text[], $12::timestamptz[])
                AS draft (id, user_id, filter_id, filter_name, filter_city, channel, kind, locale, total, traceparent,
                    ingested_at)
            """,
            [
                .uuidArray(drafts.map(\.id)), .intArray(drafts.map(\.userID)), .intArray(drafts.map(\.filter.id)),
                .textArray(drafts.map(\.filter.name)), .textArray(drafts.map(\.filter.city)),
                .textArray(drafts.map(\.channel.rawValue)), .textArray(drafts.map(\.kind.rawValue)),
                .textArray(drafts.map(\.locale)), .intArray(drafts.map { Int64($0.items.count) }),
                .double(NotificationDraft.lifetime.seconds), .textArray(drafts.map(\.traceparent)),
                .timestampArray(drafts.map(\.ingestedAt)),
            ])
    }

    private func writeListings(_ drafts: [NotificationDraft]) async throws(PostgresError) {
        let rows = drafts.flatMap { draft in zip(1..., draft.items).map { (draft.id, $0, $1) } }
        try await connection.execute(
            """
            INSERT INTO campanello.notification_listings
                (notification_id, position, listing_id, home_id, episode, previous_price, filter_ids)
            SELECT notification_id, position, listing_id, home_id, episode, previous_price, filter_ids::bigint[]
            FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::float8[], $7::text[])
                AS item (notification_id, position, listing_id, home_id, episode, previous_price, filter_ids)
            """,
            [
                .uuidArray(rows.map(\.0)), .intArray(rows.map { Int64($0.1) }), .intArray(rows.map(\.2.listingID)),
                .intArray(rows.map(\.2.homeID)), .intArray(rows.map { Int64($0.2.episode) }),
                .doubleArray(rows.map(\.2.previousPrice)), .textArray(rows.map { Self.arrayText($0.2.filterIDs) }),
            ])
    }

    private func writeDeliveries(_ drafts: [NotificationDraft]) async throws(PostgresError) {
        try await connection.execute(
            """
            INSERT INTO campanello.deliveries (id, user_id, channel, filter_id)
            SELECT id, user_id, channel, filter_id
            FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::bigint[])
                AS draft (id, user_id, channel, filter_id)
            """,
            [
                .uuidArray(drafts.map(\.id)), .intArray(drafts.map(\.userID)),
                .textArray(drafts.map(\.channel.rawValue)), .intArray(drafts.map(\.filter.id)),
            ])
    }

    /// A conflict here would mean that somebody is told of a home twice: it fails the transaction.
    private func writeEntries(_ drafts: [NotificationDraft]) async throws(PostgresError) {
        let rows = drafts.flatMap { draft in draft.items.map { (draft, $0) } }
        try await connection.execute(
            """
            INSERT INTO campanello.entries (user_id, channel, home_id, episode, state, notification_id, listing_id)
            SELECT user_id, channel, home_id, episode, 'reserved', notification_id, listing_id
            FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::uuid[], $6::bigint[])
                AS entry (user_id, channel, home_id, episode, notification_id, listing_id)
            ORDER BY user_id, channel, home_id, episode
            """,
            [
                .intArray(rows.map(\.0.userID)), .textArray(rows.map(\.0.channel.rawValue)),
                .intArray(rows.map(\.1.homeID)), .intArray(rows.map { Int64($0.1.episode) }),
                .uuidArray(rows.map(\.0.id)), .intArray(rows.map(\.1.listingID)),
            ])
    }

    /// The server's text for an array of numbers.
    private static func arrayText(_ numbers: [Int64]) -> String {
        "{" + numbers.map(String.init).joined(separator: ",") + "}"
    }

    /// How soon a row that may not be taken away is looked at again.
    private static let emptyRecheck = Duration.seconds(3)

    /// Carries out what was decided about the pending rows, all of which this transaction holds.
    ///
    /// - Parameter mayTake: what `PendingGuard` said before the matches were read. Without it nothing is removed or parked.
    package func apply(
        _ decided: [DueFilter.Key: PendingChange], mayTake: Bool
    ) async throws(PostgresError) {
        let keys = decided.keys.sorted()
        guard !keys.isEmpty else { return }
        let empty = Set(mayTake ? [] : keys.filter { decided[$0] == .remove || decided[$0] == .park })
        let changes = decided.merging(empty.map { ($0, .wait(Self.emptyRecheck)) }) { $1 }
        let removed = keys.filter { changes[$0] == .remove }
        try await connection.execute(
            """
            DELETE FROM campanello.pending_filters AS pending
            USING unnest($1::bigint[], $2::text[]) AS done (filter_id, channel)
            WHERE pending.filter_id = done.filter_id AND pending.channel = done.channel
            """, removed.parameters)
        let kept = keys.filter { changes[$0] != .remove }
        let waits = kept.map { key -> Double? in
            if case .wait(let duration) = changes[key] { duration.seconds } else { nil }
        }
        guard !kept.isEmpty else { return }
        try await connection.execute(
            """
            UPDATE campanello.pending_filters AS pending
            SET due_at = coalesce(now() + waiting.seconds * interval '1 second', 'infinity'),
                is_empty = waiting.is_empty
            FROM unnest($1::bigint[], $2::text[], $3::float8[], $4::boolean[])
                AS waiting (filter_id, channel, seconds, is_empty)
            WHERE pending.filter_id = waiting.filter_id AND pending.channel = waiting.channel
            """, kept.parameters + [.doubleArray(waits), .boolArray(kept.map { empty.contains($0) })])
    }
}
