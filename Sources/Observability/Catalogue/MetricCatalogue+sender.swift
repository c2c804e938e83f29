extension MetricCatalogue {
    static let sender = [
        MetricDescription(
            "sender_sent_total", .counter, "Messages that the provider accepted.", labels: ["channel", "number"]),
        MetricDescription(
            "sender_attempts_total", .counter, "Requests to providers: accepted, refused or in doubt.",
            labels: ["channel", "number", "outcome"]),
        MetricDescription(
            "sender_failed_total", .counter,
            "Requests that the provider refused or that did not reach it, by error class and code.",
            labels: ["channel", "class", "code"]),
        MetricDescription(
            "sender_postponed_total", .counter, "Messages that were put off without spending an attempt.",
            labels: ["channel", "reason"]),
        MetricDescription(
            "sender_skipped_total", .counter, "Deliveries that were not sent.", labels: ["channel", "reason"]),
        MetricDescription(
            "sender_in_doubt_total", .counter, "Attempts of which nobody knows whether they arrived.",
            labels: ["channel"]),
        MetricDescription(
            "sender_dead_total", .counter, "Deliveries that were given up.", labels: ["channel", "reason"]),
        MetricDescription(
            "sender_obsolete_total", .counter, "Messages that needed nothing.", labels: ["channel", "why"]),
        MetricDescription(
            "sender_copies_not_published_total", .counter, "Copies that the broker did not take.",
            labels: ["channel"]),
        MetricDescription(
            "sender_store_failures_total", .counter, "Calls to the database that failed.", labels: ["channel"]),
        MetricDescription(
            "sender_provider_seconds", .histogram, "How long the provider took to answer.", labels: ["channel"]),
        MetricDescription(
            "sender_slot_wait_seconds", .histogram, "How long messages waited for their send slot.",
            labels: ["channel"]),
        MetricDescription(
            "sender_delivery_seconds", .histogram,
            "From the making of a notification, or of a direct message, to the provider's acceptance.",
            labels: ["channel"], buckets: MetricDescription.secondsBuckets + [3600, 14_400, 43_200, 86_400]),
        MetricDescription(
            "sender_end_to_end_seconds", .histogram,
            "From the ingest of a notification's newest listing to the provider's acceptance, people's intervals "
                + "included.", labels: ["channel"], buckets: MetricDescription.waitingBuckets),
        MetricDescription(
            "sender_number_usable", .gauge, "1 while a number works; 0 while it is paused or left alone.",
            labels: ["channel", "number"]),
        MetricDescription(
            "sender_number_held_total", .counter, "How often a provider asked a number for a pause.",
            labels: ["channel", "number"]),
        MetricDescription(
            "sender_people_outside_window", .gauge,
            "People written to with a template in the last 24 hours; providers limit them.",
            labels: ["channel", "number"]),
        MetricDescription(
            "sender_provider_quota", .gauge,
            "What a provider says of an account: balance, messaging-limit, quality, queue.",
            labels: ["channel", "number", "quota"]),
        MetricDescription(
            "sender_provider_quota_limit", .gauge, "Of how many, where the provider says so.",
            labels: ["channel", "number", "quota"]),
        MetricDescription(
            "sender_deliveries_unfinished", .gauge, "Deliveries that are neither sent nor given up.",
            labels: ["channel"]),
        MetricDescription(
            "sender_deliveries_held", .gauge, "Deliveries in doubt that wait for the operator.", labels: ["channel"]),
        MetricDescription(
            "sender_oldest_due_seconds", .gauge, "For how long the oldest delivery that is due has been so.",
            labels: ["channel"]),
    ]
}
