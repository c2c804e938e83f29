import Logging
import Metrics

/// How much was logged, and how much was left out, by level.
struct LogFigures: Sendable {
    private let written: [Logger.Level: Counter]
    private let leftOut: [Logger.Level: Counter]

    init(on metrics: PrometheusMetrics) {
        func counters(_ name: String) -> [Logger.Level: Counter] {
            Dictionary(
                uniqueKeysWithValues: Logger.Level.allCases.map { level in
                    (level, Counter(label: name, dimensions: [("level", level.rawValue)], factory: metrics))
                })
        }
        written = counters("log_events_total")
        leftOut = counters("log_events_left_out_total")
    }

    func count(_ level: Logger.Level, isLeftOut: Bool) {
        (isLeftOut ? leftOut : written)[level]?.increment()
    }
}
