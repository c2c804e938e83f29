import Metrics
import Observability

/// What a service says of itself: its version, and how well it is.
enum ServiceFigures {
    static func watch(
        _ health: Health, service: String, version: String, on metrics: PrometheusMetrics = .shared
    ) {
        Gauge(
            label: "campanello_build_info", dimensions: [("service", service), ("version", version)], factory: metrics
        ).record(1)
        let isReady = Gauge(label: "service_ready", factory: metrics)
        metrics.onRender {
            isReady.record(health.isReady ? 1 : 0)
            for (name, state) in health.components {
                Gauge(label: "service_component_ready", dimensions: [("component", name)], factory: metrics)
                    .record(state.isReady ? 1 : 0)
            }
        }
    }
}
