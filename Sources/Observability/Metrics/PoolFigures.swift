import Metrics

/// The figures of the pool of database connections, looked up whenever they are asked for.
package enum PoolFigures {
    /// - Parameter counts: the most connections, those that are idle and in use, and the callers that wait for one.
    package static func watch(
        on metrics: PrometheusMetrics = .shared,
        _ counts: @escaping @Sendable () -> (size: Int, idle: Int, used: Int, waiting: Int)
    ) {
        let gauge = { (name: String, labels: [(String, String)]) in
            Gauge(label: name, dimensions: labels, factory: metrics)
        }
        let size = gauge("postgres_pool_size", [])
        let idle = gauge("postgres_pool_connections", [("state", "idle")])
        let used = gauge("postgres_pool_connections", [("state", "used")])
        let waiting = gauge("postgres_pool_waiting", [])
        metrics.onRender {
            let now = counts()
            size.record(now.size)
            idle.record(now.idle)
            used.record(now.used)
            waiting.record(now.waiting)
        }
    }
}
