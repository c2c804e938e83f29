extension MetricCatalogue {
    static let matcher = [
        MetricDescription(
            "matcher_listings_matched_total", .counter, "Listings whose present version was matched."),
        MetricDescription("matcher_matches_total", .counter, "Matches of a listing with a filter."),
        MetricDescription("matcher_filters", .gauge, "Filters in the index."),
        MetricDescription(
            "matcher_batch_seconds", .histogram,
            "How long a batch of listings takes from its first lock to its last commit."),
        MetricDescription("matcher_look_backs_total", .counter, "Filters that looked back over what is listed."),
        MetricDescription("matcher_notifications_total", .counter, "Notifications made."),
        MetricDescription("matcher_announced_listings_total", .counter, "Listings in those notifications."),
        MetricDescription(
            "matcher_due_backlog", .gauge, "Filters and channels that are due and not yet decided on."),
        MetricDescription(
            "matcher_pending_filters", .gauge, "Filters and channels with something to say, due or not."),
        MetricDescription(
            "matcher_oldest_due_seconds", .gauge, "For how long the longest due of them has been so."),
        MetricDescription("matcher_look_backs_waiting", .gauge, "Filters that are to look back."),
        MetricDescription(
            "matcher_unmatched_listings", .gauge, "Listings whose present version is not matched."),
        MetricDescription(
            "matcher_oldest_unmatched_seconds", .gauge, "For how long the longest waiting of them has waited."),
        MetricDescription(
            "matcher_swept_total", .counter, "Listings and deliveries that the sweep set going again."),
        MetricDescription(
            "matcher_sweep_last_timestamp_seconds", .gauge,
            "When this replica, leading, last completed a sweep, in Unix time; 0 where it never did."),
        MetricDescription(
            "matcher_dead_letters_total", .counter, "Messages that the Matcher put into a dead-letter queue."),
    ]
}
