import Metrics
import Persistence

/// The Matcher's figures.
struct MatcherMetrics: Sendable {
    /// Listings whose present version was matched.
    let listings = Counter(label: "matcher_listings_matched_total")
    let matches = Counter(label: "matcher_matches_total")
    /// Filters in the index.
    let filters = Gauge(label: "matcher_filters")
    /// How long a batch of listings takes from its first lock to its last commit.
    let batch = Timer(label: "matcher_batch_seconds")
    let lookBacks = Counter(label: "matcher_look_backs_total")
    let notifications = Counter(label: "matcher_notifications_total")
    /// Listings in those notifications.
    let announced = Counter(label: "matcher_announced_listings_total")
    /// Filters and channels that are due and not yet decided on.
    let overdue = Gauge(label: "matcher_due_backlog")
    /// Filters and channels with something pending, due or not.
    let pending = Gauge(label: "matcher_pending_filters")
    /// For how long the longest due of them has been so.
    let oldestDue = Gauge(label: "matcher_oldest_due_seconds")
    /// Filters that are to look back.
    let lookBacksWaiting = Gauge(label: "matcher_look_backs_waiting")
    /// Listings whose present version is not matched.
    let unmatched = Gauge(label: "matcher_unmatched_listings")
    /// For how long the longest waiting of them has waited.
    let oldestUnmatched = Gauge(label: "matcher_oldest_unmatched_seconds")
    let swept = Counter(label: "matcher_swept_total")
    /// When this replica last completed a sweep, in Unix time.
    let sweptAt = Gauge(label: "matcher_sweep_last_timestamp_seconds")
    let deadLetters = Counter(label: "matcher_dead_letters_total")

    func record(_ backlog: MatchingBacklog) {
        pending.record(backlog.pendingFilters)
        overdue.record(backlog.due)
        oldestDue.record(backlog.oldestDueSeconds)
        lookBacksWaiting.record(backlog.lookBacks)
        unmatched.record(backlog.unmatchedListings)
        oldestUnmatched.record(backlog.oldestUnmatchedSeconds)
    }
}
