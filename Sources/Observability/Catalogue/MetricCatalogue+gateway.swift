extension MetricCatalogue {
    static let gateway = [
        MetricDescription(
            "gateway_http_requests_total", .counter, "Requests answered, by the route's template.",
            labels: ["method", "route", "status"]),
        MetricDescription(
            "gateway_http_request_seconds", .histogram, "How long answers took.", labels: ["method", "route"],
            buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]),
        MetricDescription(
            "gateway_rate_limit_refusals_total", .counter, "Requests refused with 429, by policy.",
            labels: ["policy"]),
        MetricDescription(
            "gateway_ingest_listings_total", .counter, "Rows that scrapers sent, by what became of them.",
            labels: ["source", "outcome"]),
        MetricDescription(
            "gateway_source_last_ingest_timestamp_seconds", .gauge,
            "When a listing of the source was last sent, in Unix time.", labels: ["source"]),
        MetricDescription(
            "gateway_callbacks_received_total", .counter, "Callbacks of providers that were stored.",
            labels: ["provider", "kind", "repeated"]),
        MetricDescription(
            "gateway_callbacks_refused_total", .counter, "Callbacks that were not let in, by reason.",
            labels: ["provider", "reason"]),
        MetricDescription(
            "gateway_callbacks_processed_total", .counter, "Callbacks worked off, by what came of them.",
            labels: ["provider", "kind", "outcome"]),
        MetricDescription(
            "gateway_callbacks_failed_total", .counter, "Attempts to work off a callback that failed."),
        MetricDescription("gateway_callbacks_waiting", .gauge, "Callbacks that are not worked off yet."),
        MetricDescription(
            "gateway_callbacks_oldest_seconds", .gauge, "The age of the oldest of them that is due."),
        MetricDescription(
            "gateway_callback_age_seconds", .histogram, "From a callback's arrival until it was worked off.",
            labels: ["kind"]),
    ]
}
