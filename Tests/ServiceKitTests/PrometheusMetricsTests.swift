import Metrics
import Observability
import Testing

@Suite("Prometheus metrics")
struct PrometheusMetricsTests {
    private let registry = PrometheusMetrics()

    @Test("counters and gauges are rendered with help, type and labels")
    func countersAndGauges() {
        registry.describe([MetricDescription("sent_total", .counter, "Messages sent.", labels: ["channel"])])
        let counter = Counter(label: "sent_total", dimensions: [("channel", "whatsapp")], factory: registry)
        counter.increment(by: 2)
        Counter(label: "sent_total", dimensions: [("channel", "whatsapp")], factory: registry).increment()
        Meter(label: "queue.depth", factory: registry).set(1.5)
        #expect(
            registry.render() == """
                # TYPE queue_depth gauge
                queue_depth 1.5
                # HELP sent_total Messages sent.
                # TYPE sent_total counter
                sent_total{channel="whatsapp"} 3

                """)
    }

    @Test("a timer is a cumulative histogram in seconds")
    func histogram() {
        registry.describe([MetricDescription("wait_seconds", .histogram, "Waits.", labels: ["p"], buckets: [0.1, 1])])
        let timer = Timer(label: "wait_seconds", dimensions: [("p", "a\"b")], factory: registry)
        for milliseconds in [50, 100, 500, 5000] { timer.recordMilliseconds(milliseconds) }
        #expect(
            registry.render() == """
                # HELP wait_seconds Waits.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{p="a\\"b",le="0.1"} 2
                wait_seconds_bucket{p="a\\"b",le="1"} 3
                wait_seconds_bucket{p="a\\"b",le="+Inf"} 4
                wait_seconds_sum{p="a\\"b"} 5.65
                wait_seconds_count{p="a\\"b"} 4

                """)
    }

    @Test("a label fed from outside cannot grow the process")
    func bounded() {
        for number in 0..<1_800 {
            Counter(label: "errors_total", dimensions: [("code", "\(number)")], factory: registry).increment()
        }
        let lines = registry.render().split(separator: "\n")
        #expect(lines.count == 1_002)
        #expect(lines.contains("errors_total{code=\"other\"} 800"))
    }

    @Test("a second use of a name as another type leaves the first one whole")
    func conflictingTypes() {
        Counter(label: "x", factory: registry).increment()
        Meter(label: "x", factory: registry).set(9)
        #expect(registry.render() == "# TYPE x counter\nx 1\n")
    }
}
