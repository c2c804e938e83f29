import Foundation
import Logging
import Messaging
import Metrics
import Observability
import Persistence
import Postgres

/// Matches listings against all filters and writes what is new: one transaction for a batch.
///
/// The order makes it whole: the listings' rows are locked, then the filters are caught up with, then matches, pending
/// rows and the matched version are committed together. Doing it again finds nothing to do.
struct ListingMatcher: Sendable {
    /// How many matches one transaction may write: what a row's lock and the memory are held for.
    static let maximumMatches = 50_000

    let pool: PostgresPool
    let keeper: FilterIndexKeeper
    let gather: Duration
    let metrics: MatcherMetrics
    let logger: Logger
    var drops = PriceDrops(percent: 5)

    /// Matches the present versions of `ids`.
    /// - Returns: how many matches were written.
    @discardableResult
    func match(_ ids: [Int64]) async throws -> Int {
        let started = ContinuousClock.now
        var left = Set(ids).sorted()
        var matches = 0
        while !left.isEmpty {
            let done = try await matchBatch(left)
            matches += done.matches
            left = done.left
        }
        metrics.batch.record(duration: started.duration(to: .now))
        return matches
    }

    private struct Done: Sendable {
        var listings = 0
        var matches = 0
        /// Listings for which there was no room.
        var left: [Int64] = []
        /// What was found for each listing.
        var told: [(listing: UnmatchedListing, matches: Int)] = []
    }

    private func matchBatch(_ ids: [Int64]) async throws -> Done {
        let done = try await pool.transaction { connection in try await matchBatch(ids, on: connection) }
        metrics.listings.increment(by: done.listings)
        metrics.matches.increment(by: done.matches)
        for (listing, matches) in done.told { tell(listing, matches) }
        return done
    }

    private func matchBatch(_ ids: [Int64], on connection: PostgresConnection) async throws -> Done {
        let batch = try await MatchStore.lock(ids, on: connection)
        let readable = batch.listings.filter { $0.content != nil }
        for listing in batch.listings where listing.content == nil {
            logger.error("a listing's content cannot be read", metadata: ["listing": "\(listing.id)"])
        }
        guard !readable.isEmpty else { return Done() }
        let findings = try await keeper.findings(for: readable, limit: Self.maximumMatches, on: connection)
        let matches = try await findings.flatMap(\.matches) + drops.matches(in: findings, on: connection)
        try await MatchStore.write(matches, now: batch.now, on: connection)
        try await PendingStore.add(matches, now: batch.now, gather: gather, on: connection)
        try await PendingStore.unpark(Set(findings.flatMap(\.known)).sorted(), gather: gather, on: connection)
        try await MatchStore.settle(findings.map(\.listing), on: connection)
        return Done(
            listings: findings.count, matches: matches.count,
            left: readable.dropFirst(findings.count).map(\.id),
            told: findings.map { ($0.listing, $0.matches.count) })
    }

    private func tell(_ listing: UnmatchedListing, _ matches: Int) {
        logger.info(
            "listing matched",
            metadata: [
                "listing_id": "\(listing.id)", "version": "\(listing.version)", "matches": "\(matches)",
                LogKey.trace: "\(listing.traceparent.flatMap(TraceParent.init(_:))?.traceID ?? "")",
            ])
    }
}
