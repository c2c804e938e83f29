import Metrics
import Notifications
import Persistence

/// The figures of callbacks.
struct CallbackMetrics: Sendable {
    private let failures = Counter(label: "gateway_callbacks_failed_total")
    private let waiting = Gauge(label: "gateway_callbacks_waiting")
    /// How long the oldest that is due has waited.
    private let oldest = Gauge(label: "gateway_callbacks_oldest_seconds")

    func received(_ provider: ProviderKind, _ kind: String, isNew: Bool) {
        Counter(
            label: "gateway_callbacks_received_total",
            dimensions: [("provider", provider.rawValue), ("kind", kind), ("repeated", isNew ? "no" : "yes")]
        ).increment()
    }

    func refused(_ provider: ProviderKind, _ reason: String) {
        Counter(
            label: "gateway_callbacks_refused_total", dimensions: [("provider", provider.rawValue), ("reason", reason)]
        ).increment()
    }

    func processed(_ callback: StoredCallback, _ verdict: CallbackVerdict) {
        let outcome =
            switch verdict {
            case .done(let word, _): word
            case .later: "later"
            }
        Counter(
            label: "gateway_callbacks_processed_total",
            dimensions: [
                ("provider", callback.provider.rawValue), ("kind", callback.event.kind), ("outcome", outcome),
            ]
        ).increment()
        guard case .done = verdict else { return }
        let (seconds, attoseconds) = callback.age.components
        Timer(label: "gateway_callback_age_seconds", dimensions: [("kind", callback.event.kind)])
            .recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    func failed() { failures.increment() }

    func backlog(_ backlog: (waiting: Int, age: Duration)) {
        waiting.record(backlog.waiting)
        let (seconds, attoseconds) = backlog.age.components
        oldest.record(Double(seconds) + Double(attoseconds) / 1e18)
    }
}
