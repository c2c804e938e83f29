import Metrics
import NIOConcurrencyHelpers

/// A number that only grows.
final class CounterCell: CounterHandler, FloatingPointCounterHandler {
    private let total = NIOLockedValueBox(0.0)

    var value: Double { total.withLockedValue { $0 } }

    func increment(by amount: Int64) { increment(by: Double(amount)) }

    func increment(by amount: Double) {
        guard amount.isFinite, amount > 0 else { return }
        total.withLockedValue { $0 += amount }
    }

    func reset() { total.withLockedValue { $0 = 0 } }
}

/// A number that goes up and down.
final class GaugeCell: MeterHandler, RecorderHandler {
    private let current = NIOLockedValueBox(0.0)

    var value: Double { current.withLockedValue { $0 } }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { current.withLockedValue { $0 = value } }
    func increment(by amount: Double) { current.withLockedValue { $0 += amount } }
    func decrement(by amount: Double) { current.withLockedValue { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
}

/// Observations counted by bucket.
final class HistogramCell: RecorderHandler, TimerHandler {
    struct State: Sendable {
        var counts: [UInt64]
        var sum = 0.0
    }

    let bounds: [Double]
    private let state: NIOLockedValueBox<State>

    /// - Parameter bounds: Upper bounds, ascending; what lies above the last one is counted as well.
    init(bounds: [Double]) {
        self.bounds = bounds
        state = NIOLockedValueBox(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    var snapshot: State { state.withLockedValue { $0 } }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLockedValue {
            $0.counts[bucket] += 1
            $0.sum += value
        }
    }

    /// Timers are seconds in the exposition, whatever they are recorded in.
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}
