import Contracts
package import Messaging
import Metrics
import NIOConcurrencyHelpers

/// A relay's figures. Lanes are few, but for the facts about deliveries: those count as one.
package struct OutboxFigures: OutboxObserver {
    /// Lanes that had something waiting when they were last measured.
    private let known = NIOLockedValueBox<Set<Labels>>([])

    package init() {}

    package func relayed(_ count: Int, of lane: OutboxLane) {
        Counter(label: "outbox_published_total", dimensions: Labels(lane).dimensions).increment(by: count)
    }

    package func failed(_ count: Int, of lane: OutboxLane, error: PublishError) {
        Counter(label: "outbox_failures_total", dimensions: Labels(lane).dimensions + [("error", error.label)])
            .increment(by: count)
    }

    package func measured(_ lags: [OutboxLag]) {
        var levels: [Labels: (waiting: Int, age: Double)] = [:]
        for lag in lags {
            let sum = levels[Labels(lag.lane)] ?? (0, 0)
            levels[Labels(lag.lane)] = (sum.waiting + lag.waiting, max(sum.age, lag.age.seconds))
        }
        let named = known.withLockedValue { known in
            known.formUnion(levels.keys)
            return known
        }
        for labels in named {
            let level = levels[labels] ?? (0, 0)
            Gauge(label: "outbox_events_waiting", dimensions: labels.dimensions).record(level.waiting)
            Gauge(label: "outbox_oldest_seconds", dimensions: labels.dimensions).record(level.age)
        }
    }

    private struct Labels: Hashable {
        let exchange: String
        let routingKey: String

        init(_ lane: OutboxLane) {
            exchange = lane.exchange
            routingKey = lane.exchange == Exchange.deliveries ? "delivery.*" : lane.routingKey
        }

        var dimensions: [(String, String)] { [("exchange", exchange), ("routing_key", routingKey)] }
    }
}
