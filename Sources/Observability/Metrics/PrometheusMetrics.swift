package import Metrics
import NIOConcurrencyHelpers

/// A factory for swift-metrics that keeps everything in memory and renders Prometheus' text format.
///
/// Counters and floating-point counters become counters, meters and plain recorders gauges, timers and aggregating
/// recorders histograms. Names and units follow Prometheus' conventions, so callers name a counter `…_total` and a
/// timer `…_seconds`.
package final class PrometheusMetrics: MetricsFactory {
    struct State {
        var families: [String: MetricFamily] = [:]
        var descriptions: [String: MetricDescription] = [:]
        var collectors: [@Sendable () -> Void] = []
    }

    /// The process's own registry, which ``bootstrap()`` installs.
    package static let shared = PrometheusMetrics()

    private let state = NIOLockedValueBox(State())

    package init() {}

    /// Makes ``shared`` the factory of the process; to be called once.
    package static func bootstrap() { MetricsSystem.bootstrap(shared) }

    /// The text of `/metrics` for the process.
    package static func render() -> String { shared.render() }

    /// Says what metrics mean and, for histograms, where their buckets end; before their first use. What is described is
    /// in the exposition from the start, with or without a value.
    package func describe(_ descriptions: [MetricDescription]) {
        state.withLockedValue { state in
            for description in descriptions { state.descriptions[description.name] = description }
        }
    }

    /// Has figures brought up to date whenever they are asked for; must return at once.
    package func onRender(_ collect: @escaping @Sendable () -> Void) {
        state.withLockedValue { $0.collectors.append(collect) }
    }

    /// The text exposition of everything measured so far, by name.
    package func render() -> String {
        // Outside the lock: they record.
        for collect in state.withLockedValue({ $0.collectors }) { collect() }
        return state.withLockedValue { state in
            Set(state.families.keys).union(state.descriptions.keys).sorted().map { name in
                let description = state.descriptions[name]
                let family = state.families[name] ?? MetricFamily(kind: description?.kind ?? .gauge)
                return MetricExposition(name: name, family: family, help: description?.help).text
            }.joined()
        }
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        aggregate ? histogram(label, dimensions) : gauge(label, dimensions)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions)
    }

    // A series stays once it was seen: a counter that vanishes and comes back at zero would read as a restart.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    private func counter(_ label: String, _ labels: [(String, String)]) -> CounterCell {
        if case .counter(let cell) = cell(label, .counter, labels, make: { _ in .counter(CounterCell()) }) {
            return cell
        }
        return CounterCell()
    }

    private func gauge(_ label: String, _ labels: [(String, String)]) -> GaugeCell {
        if case .gauge(let cell) = cell(label, .gauge, labels, make: { _ in .gauge(GaugeCell()) }) { return cell }
        return GaugeCell()
    }

    private func histogram(_ label: String, _ labels: [(String, String)]) -> HistogramCell {
        let made = cell(label, .histogram, labels) { .histogram(HistogramCell(bounds: $0)) }
        if case .histogram(let cell) = made { return cell }
        return HistogramCell(bounds: MetricDescription.secondsBuckets)
    }

    /// The cell of a name and its labels; nil when the name already belongs to a metric of another type, whose
    /// exposition must not be broken: the second user then measures into the void.
    private func cell(
        _ label: String, _ kind: MetricFamily.Kind, _ labels: [(String, String)],
        make: ([Double]) -> MetricFamily.Cell
    ) -> MetricFamily.Cell? {
        let name = MetricName.sanitized(label)
        return state.withLockedValue { state in
            guard state.families[name, default: MetricFamily(kind: kind)].kind == kind else { return nil }
            let buckets = state.descriptions[name]?.buckets ?? MetricDescription.secondsBuckets
            return state.families[name, default: MetricFamily(kind: kind)].cell(labels) { make(buckets) }
        }
    }
}
