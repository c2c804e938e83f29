import Contracts
import Foundation
import Listings
import Messaging
import Postgres

/// One ingest inside its transaction: insert what is new, lock what is there, then write what changed.
///
/// Inserting comes first: whoever waits for another ingest's insert holds no lock on a row that this one could want.
struct Ingest {
    let service: String
    let options: IngestOptions
    /// How long the events of new listings are kept from the relays, being handed over; nil: not at all.
    var lease: Duration?
    let connection: PostgresConnection

    /// What it did: an outcome for each entry, and the new versions.
    struct Done: Sendable {
        var outcomes: [IngestOutcome]
        var changes: [ListingChange] = []
        /// Of new listings, where they have a lease.
        var events: [LeasedEvent] = []
    }

    /// - Parameter entries: ascending by source and external id, each once.
    func run(_ entries: [IngestRow]) async throws -> Done {
        guard !entries.isEmpty else { return Done(outcomes: []) }
        var outcomes = [IngestOutcome](repeating: .unchanged, count: entries.count)
        var left = Set(entries.indices)
        let created = try await ListingCreation(
            service: service, options: options, lease: lease, connection: connection
        ).run(entries)
        for row in created {
            outcomes[row.index] = .created
            left.remove(row.index)
        }
        let stored = try await lock(left.sorted(), of: entries)
        let found = Set(stored.map(\.index))
        guard left.allSatisfy({ found.contains($0) || entries[$0].isRemoved }) else { throw RowVanished() }
        for row in stored { outcomes[row.index] = row.outcome(for: entries[row.index]) }
        let updated = try await update(stored.filter { outcomes[$0.index] == .updated }, of: entries)
        try await see(stored.filter { outcomes[$0.index] == .unchanged && !entries[$0.index].isRemoved })
        let gone = stored.filter { outcomes[$0.index] == .removed }.map(\.id)
        _ = try await ListingRemoval(service: service, traceparent: options.traceparent)
            .run(gone, on: connection)
        try await wake(stored.filter { outcomes[$0.index] == .updated && $0.isRemoved }.map(\.id))
        // Last, since it holds what other ingests wait for.
        try await HomeAssignment(connection: connection, entries: entries).run(created)
        return Done(
            outcomes: outcomes, changes: created.map(\.change) + updated, events: created.compactMap(\.event))
    }

    /// Locks the rows of these entries by ascending id, and compares them.
    private func lock(_ indices: [Int], of entries: [IngestRow]) async throws -> [StoredListing] {
        guard !indices.isEmpty else { return [] }
        let rows = try await connection.query(
            """
            SELECT position, listings.id, removed_at IS NOT NULL AS is_removed,
                listings.content <> entry.content AS differs
            FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS entry (content, position)
            JOIN campanello.listings ON listings.source = entry.content->>'source'
                AND listings.external_id = entry.content->>'external_id'
            ORDER BY listings.id FOR UPDATE OF listings
            """, [ListingJSON.array(indices, of: entries)])
        return try rows.map { row in
            StoredListing(
                index: indices[try row.decode("position", as: Int.self) - 1], id: try row.decode("id"),
                isRemoved: try row.decode("is_removed"), differs: try row.decode("differs"))
        }
    }

    private func update(_ stored: [StoredListing], of entries: [IngestRow]) async throws -> [ListingChange] {
        guard !stored.isEmpty else { return [] }
        let listings = stored.map { entries[$0.index].listing }
        let events = listings.map { _ in UUID.v7() }
        _ = try await connection.execute(
            Self.updateSQL,
            [
                ListingJSON.array(stored.map(\.index), of: entries), .textArray(listings.map(\.cityKey)),
                .uuidArray(events), .intArray(stored.map(\.id)), .bool(options.announces),
                .text(service), PostgresValue(options.traceparent),
            ])
        return zip(stored, zip(events, listings)).map { stored, new in
            let trace = options.traceparent.flatMap(TraceParent.init(_:)) ?? TraceParent(ofEvent: new.0.text)
            return ListingChange(
                id: stored.id, outcome: .updated, source: new.1.source, externalID: new.1.externalID,
                traceID: trace?.traceID)
        }
    }

    /// A listing that is back in silence is matched by nobody, yet what it left pending when it went may be said now.
    private func wake(_ returned: [Int64]) async throws {
        guard !options.announces else { return }
        try await PendingStore.unpark(findersOf: returned, on: connection)
    }

    private func see(_ stored: [StoredListing]) async throws {
        guard !stored.isEmpty else { return }
        _ = try await connection.execute(
            "UPDATE campanello.listings SET last_seen_at = now() WHERE id = ANY($1::bigint[])",
            [.intArray(stored.map(\.id))])
    }
}

/// A listing that was there before, locked.
private struct StoredListing {
    /// Of the entry that speaks of it.
    let index: Int
    let id: Int64
    let isRemoved: Bool
    let differs: Bool

    func outcome(for entry: IngestRow) -> IngestOutcome {
        if entry.isRemoved { return isRemoved ? .unchanged : .removed }
        return differs || isRemoved ? .updated : .unchanged
    }
}
