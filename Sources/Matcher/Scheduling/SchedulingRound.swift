import Foundation
import Logging
import Metrics
import Persistence
import Postgres

/// One transaction of the scheduler: claims people who are due, decides what to say to them and writes it.
struct SchedulingRound: Sendable {
    let pool: PostgresPool
    let planner: NotificationPlanner
    let events: NotificationEvents
    let metrics: MatcherMetrics
    let logger: Logger

    /// How many pending rows one transaction takes.
    static let limit = 100

    /// What a round has done.
    struct Outcome: Sendable {
        var dueRows = 0
        /// Rows that were decided on.
        var decided = 0
        var notifications = 0
        var listings = 0
        var made: [MadeNotification] = []
        /// Whether there may be more to do at once.
        var isFull: Bool { dueRows >= SchedulingRound.limit && decided > 0 }
    }

    func run() async throws -> Outcome {
        let outcome = try await pool.transaction { connection in
            try await run(in: SchedulingStore(connection: connection), on: connection)
        }
        metrics.notifications.increment(by: outcome.notifications)
        metrics.announced.increment(by: outcome.listings)
        for notification in outcome.made { notification.tell(logger) }
        return outcome
    }

    private func run(in store: SchedulingStore, on connection: PostgresConnection) async throws -> Outcome {
        let claim = try await store.claim(limit: Self.limit, channels: planner.policy.channels)
        try await store.dropUnlinked(claim.unheld)
        guard !claim.filters.isEmpty else { return Outcome(dueRows: claim.dueRows) }
        let mayTake = try await PendingGuard.mayTake(on: connection)
        let facts = try await facts(of: claim, in: store, on: connection)
        let plan = planner.plan(facts)
        let drafts = plan.drafts.map { $0.traced(by: facts.listings) }
        try await store.write(drafts)
        let links = try await HomeLinks.read(drafts.flatMap(\.shownHomes), on: connection)
        try await Outbox.append(
            drafts.map {
                try events.event(of: $0, now: facts.now, filters: facts.filters, listings: facts.listings, links: links)
            }, on: connection)
        try await store.apply(plan.changes, mayTake: mayTake)
        return Outcome(
            dueRows: claim.dueRows, decided: claim.filters.count, notifications: drafts.count,
            listings: drafts.reduce(0) { $0 + $1.items.count },
            made: drafts.map { MadeNotification($0, listings: facts.listings) })
    }

    private func facts(
        of claim: SchedulingStore.Claim, in store: SchedulingStore, on connection: PostgresConnection
    ) async throws -> PlanningFacts {
        let people = claim.addressees.filter(\.mayBeSpokenTo).map(\.key)
        let pending = try await store.pendingMatches(
            for: people, since: claim.now - planner.policy.oldestPending.seconds)
        let filterIDs = claim.filters.map(\.key.filterID) + pending.map(\.filter.filterID)
        return PlanningFacts(
            now: claim.now, addressees: claim.addressees, due: claim.filters, pending: pending,
            filters: try await FilterRecord.read(filterIDs, on: connection),
            listings: try await store.listings(Set(pending.map(\.listingID)).sorted()))
    }
}
