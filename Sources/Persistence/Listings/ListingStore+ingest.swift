import Foundation
import Listings
import Postgres

extension ListingStore {
    /// Takes in what portals list, in one transaction: new listings, changed ones with a new version (the old content
    /// and, if it changed, the price are kept), those that are back, those that are gone; the others are marked as
    /// seen. The events leave through the outbox. Repeating an ingest changes nothing.
    ///
    /// - Parameter rows: at most some ten thousand; of rows with the same key the last one counts.
    /// - Throws: `ListingStoreError.busy`, `PostgresError`.
    package func ingest(_ rows: [IngestRow], _ options: IngestOptions = IngestOptions()) async throws -> IngestResult {
        let request = IngestRequest(rows)
        let place = options.isDryRun ? nil : handover?.place(for: rows.count)
        let begin = ContinuousClock.now
        for _ in 1...3 {
            do {
                let done = try await pool.transaction { connection in
                    let ingest = Ingest(
                        service: service, options: options, lease: place?.lease, connection: connection)
                    let done = try await ingest.run(request.entries)
                    if options.isDryRun { throw DryRun(outcomes: done.outcomes) }
                    return done
                }
                if let place, !done.events.isEmpty {
                    handover?.hand(
                        over: OutboxHandover.Batch(
                            lane: .newListings, events: done.events, place: place, writtenAt: begin))
                }
                return request.result(done)
            } catch let dryRun as DryRun {
                return request.result(Ingest.Done(outcomes: dryRun.outcomes))
            } catch is RowVanished {
                continue
            }
        }
        throw ListingStoreError.busy
    }
}

/// Ends a dry run, so that its transaction is rolled back.
private struct DryRun: Error {
    let outcomes: [IngestOutcome]
}

/// A row that kept ours from being inserted was deleted before it could be locked.
struct RowVanished: Error {}

/// An ingest's rows without repeats, in the order in which they are written.
private struct IngestRequest: Sendable {
    /// Ascending by source and external id.
    let entries: [IngestRow]
    /// Where each entry's outcome belongs.
    private let positions: [Int]
    private let count: Int

    init(_ rows: [IngestRow]) {
        struct Key: Hashable {
            let source: String
            let externalID: String
        }
        var last: [Key: Int] = [:]
        // By index, here and below: a listing is large to take out of its array.
        for position in rows.indices {
            last[Key(source: rows[position].listing.source, externalID: rows[position].listing.externalID)] = position
        }
        let ordered = last.sorted { ($0.key.source, $0.key.externalID) < ($1.key.source, $1.key.externalID) }
        positions = ordered.map(\.value)
        entries = positions.map { rows[$0] }
        count = rows.count
    }

    func result(_ done: Ingest.Done) -> IngestResult {
        var all = [IngestOutcome](repeating: .unchanged, count: count)
        for (position, outcome) in zip(positions, done.outcomes) { all[position] = outcome }
        return IngestResult(outcomes: all, changes: done.changes)
    }
}
