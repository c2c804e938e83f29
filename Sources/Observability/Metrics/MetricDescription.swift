/// What a metric says of itself in the exposition.
package struct MetricDescription: Sendable, Equatable {
    /// One sentence for `# HELP`.
    package var help: String
    /// Upper bounds of a histogram's buckets, ascending, in the metric's unit.
    package var buckets: [Double]

    /// Buckets that serve requests of a millisecond as well as deliveries of some minutes, in seconds.
    package static let secondsBuckets: [Double] = [
        0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800,
    ]

    package init(help: String, buckets: [Double] = MetricDescription.secondsBuckets) {
        self.help = help
        self.buckets = buckets
    }
}
