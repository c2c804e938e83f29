import Contracts
import Foundation
import Logging
import Metrics
import Persistence
import Postgres

/// Finds what was left lying and sets it going again. Every step may be repeated, and may overlap with itself.
struct Sweep: Sendable {
    let pool: PostgresPool
    let matcher: ListingMatcher
    let events: NotificationEvents
    let policy: SweepPolicy
    let metrics: MatcherMetrics
    let logger: Logger
    /// Called when listings were matched.
    let onMatches: @Sendable () async -> Void

    /// Makes every step, whatever becomes of the others.
    ///
    /// - Throws: the error of the first step that failed.
    func run() async throws {
        let steps: [() async throws -> Void] = [
            matchForgotten,
            { while try await republishStuck() == SweepPolicy.batch {} },
            freeLeftOut,
            { try await PauseStore.unparkResumed(on: pool) },
            { while try await RetentionStore.dropStalePending(olderThan: policy.oldestPending, from: pool) > 0 {} },
        ]
        var failure: (any Error)?
        for step in steps {
            do {
                try await step()
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// Listings whose present version nobody has matched, because their event was lost or still waits behind many
    /// others. They are matched here and now rather than sent round by the broker: a long backlog is not made longer,
    /// and a listing's own event then finds nothing left to do.
    func matchForgotten() async throws {
        var last: [Int64] = []
        while true {
            let ids = try await SweepStore.unmatchedListings(
                olderThan: policy.unmatched, limit: SweepPolicy.batch, on: pool)
            // What stays unmatched cannot be read; it has been complained of.
            guard !ids.isEmpty, ids != last else { return }
            last = ids
            let matches = try await match(ids)
            metrics.swept.increment(by: ids.count)
            logger.notice("listings swept", metadata: ["listings": "\(ids.count)", "matches": "\(matches)"])
            if matches > 0 { await onMatches() }
        }
    }

    /// One listing that cannot be matched does not hold up the others.
    private func match(_ ids: [Int64]) async throws -> Int {
        do {
            return try await matcher.match(ids)
        } catch  where ListingBatcher.isOfOneListing(error) && ids.count > 1 {
            var matches = 0
            for id in ids { matches += try await match([id]) }
            return matches
        } catch  where ListingBatcher.isOfOneListing(error) {
            logger.error("a listing cannot be matched", metadata: ["listings": "\(ids)", "error": "\(error)"])
            return 0
        }
    }

    /// Deliveries whose message is gone: their events are written into the outbox once more.
    /// - Returns: how many were taken.
    func republishStuck() async throws -> Int {
        let taken = try await pool.transaction { connection in
            let stuck = try await SweepStore.takeStuck(
                olderThan: policy.stuck, heardWithin: policy.heardWithin, limit: SweepPolicy.batch, on: connection)
            guard !stuck.isEmpty else { return 0 }
            let events = try await notifications(stuck, on: connection) + directMessages(stuck, on: connection)
            try await Outbox.append(events, on: connection)
            return stuck.count
        }
        if taken > 0 {
            metrics.swept.increment(by: taken)
            logger.notice("deliveries swept", metadata: ["deliveries": "\(taken)"])
        }
        return taken
    }

    /// What a message left out because it was gone, and is listed again, is pending again.
    func freeLeftOut() async throws {
        while try await LeftOutStore.free(
            since: policy.oldestPending, limit: SweepPolicy.batch, from: pool) == SweepPolicy.batch
        {}
    }

    private func notifications(
        _ stuck: [StuckDelivery], on connection: PostgresConnection
    ) async throws -> [OutboxEvent] {
        let attempts = Dictionary(uniqueKeysWithValues: stuck.filter { !$0.isDirect }.map { ($0.id, $0.attempt) })
        let outlines = try await NotificationOutline.read(attempts.keys.sorted(by: <), on: connection)
        let items = outlines.flatMap(\.draft.items)
        let filters = try await FilterRecord.read(items.flatMap(\.filterIDs), on: connection)
        let listings = try await PresentListing.read(Set(items.map(\.listingID)).sorted(), on: connection)
        let links = try await HomeLinks.read(items.map(\.homeID), on: connection)
        return try outlines.map {
            try events.event(
                of: $0, attempt: attempts[$0.draft.id] ?? 1, filters: filters, listings: listings, links: links)
        }
    }

    private func directMessages(
        _ stuck: [StuckDelivery], on connection: PostgresConnection
    ) async throws -> [OutboxEvent] {
        let attempts = Dictionary(uniqueKeysWithValues: stuck.filter(\.isDirect).map { ($0.id, $0.attempt) })
        return try await StuckDirectMessages.read(attempts.keys.sorted(by: <), on: connection).map { message in
            try OutboxEvent(
                message, service: NotificationEvents.service, exchange: Exchange.notifications,
                routingKey: RoutingKey.direct(message.channel), attempt: attempts[message.id] ?? 1)
        }
    }
}
