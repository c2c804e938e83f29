extension MetricCatalogue {
    /// What every service says of itself.
    static let process = [
        MetricDescription(
            "campanello_build_info", .gauge, "1; the version is in its label.", labels: ["service", "version"]),
        MetricDescription("service_ready", .gauge, "1 while the service can do its work, as /readyz says."),
        MetricDescription(
            "service_component_ready", .gauge, "1 while a component is well, as /readyz says.",
            labels: ["component"]),
        MetricDescription("log_events_total", .counter, "Events that were logged, by level.", labels: ["level"]),
        MetricDescription(
            "log_events_left_out_total", .counter, "Events that were left out of a flood, by level.",
            labels: ["level"]),
        MetricDescription("process_cpu_seconds_total", .counter, "Processor time used, user and system."),
        MetricDescription("process_resident_memory_bytes", .gauge, "Memory that is in use."),
        MetricDescription("process_open_fds", .gauge, "Open file descriptors."),
        MetricDescription("process_start_time_seconds", .gauge, "When the process started, in Unix time."),
    ]

    static let database = [
        MetricDescription(
            "postgres_pool_connections", .gauge, "Open connections to the database.", labels: ["state"]),
        MetricDescription("postgres_pool_size", .gauge, "The most connections the pool may open."),
        MetricDescription("postgres_pool_waiting", .gauge, "Callers that wait for a connection."),
    ]

    static let broker = [
        MetricDescription(
            "amqp_connection_ready", .gauge, "1 while a connection to the broker is usable.", labels: ["connection"]),
        MetricDescription(
            "amqp_reconnections_total", .counter, "Connections to the broker that were lost.", labels: ["connection"]),
        MetricDescription(
            "amqp_publishes_total", .counter,
            "Messages published, by what became of them: confirmed, refused, unroutable, connection-lost, timed-out and others.",
            labels: ["connection", "result"]),
        MetricDescription(
            "amqp_settled_total", .counter, "Messages dealt with: acknowledged or given back.",
            labels: ["queue", "result"]),
        MetricDescription("amqp_queue_messages", .gauge, "Messages that lie in a queue, ready.", labels: ["queue"]),
        MetricDescription("amqp_queue_consumers", .gauge, "Consumers of a queue.", labels: ["queue"]),
    ]

    static let outbox = [
        MetricDescription(
            "outbox_events_waiting", .gauge, "Events of this service that are not published yet.",
            labels: ["exchange", "routing_key"]),
        MetricDescription(
            "outbox_oldest_seconds", .gauge, "The age of the oldest of them that is due.",
            labels: ["exchange", "routing_key"]),
        MetricDescription(
            "outbox_published_total", .counter, "Events that the broker has confirmed.",
            labels: ["exchange", "routing_key"]),
        MetricDescription(
            "outbox_failures_total", .counter, "Events that the broker did not take, to be tried again.",
            labels: ["exchange", "routing_key", "error"]),
    ]
}
