import Messaging
import Metrics

/// The figures of one connection to the broker.
struct LinkFigures: Sendable {
    private let isReady: Gauge
    private let reconnections: Counter

    /// - Parameter connection: as management shows it.
    init(connection: String) {
        isReady = Gauge(label: "amqp_connection_ready", dimensions: [("connection", connection)])
        isReady.record(0)
        reconnections = Counter(label: "amqp_reconnections_total", dimensions: [("connection", connection)])
    }

    func changed(to state: BrokerState) { isReady.record(state == .ready ? 1 : 0) }

    /// A connection that had been made is lost.
    func lost() { reconnections.increment() }
}

/// What becomes of the publishes of one connection.
struct PublishFigures: Sendable {
    private let counters: [String: Counter]

    init(connection: String) {
        counters = Dictionary(
            uniqueKeysWithValues: Self.results.map {
                ($0, Counter(label: "amqp_publishes_total", dimensions: [("connection", connection), ("result", $0)]))
            })
    }

    func settled(_ result: Result<Void, PublishError>) {
        switch result {
        case .success: counters["confirmed"]?.increment()
        case .failure(let error): counters[error.label]?.increment()
        }
    }

    private static let results = [
        "confirmed", "unroutable", "refused", "connection-lost", "timed-out", "blocked", "rejected", "invalid",
    ]
}
