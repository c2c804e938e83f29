/// What a metric is: its name and type, what it says of itself in the exposition, and the labels it has.
package struct MetricDescription: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// As it stands in the exposition: base units, `_total` behind counters.
    package let name: String
    package let kind: Kind
    /// One sentence for `# HELP`.
    package let help: String
    /// The names of its labels, none of which takes values from outside without a bound.
    package let labels: [String]
    /// Upper bounds of a histogram's buckets, ascending, in the metric's unit.
    package let buckets: [Double]

    /// Buckets that serve requests of a millisecond as well as deliveries of some minutes, in seconds.
    package static let secondsBuckets: [Double] = [
        0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800,
    ]
    /// For what may take as long as people want it to: from a second to two days.
    package static let waitingBuckets: [Double] = [
        1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 14_400, 43_200, 86_400, 172_800,
    ]

    package init(
        _ name: String, _ kind: Kind, _ help: String, labels: [String] = [],
        buckets: [Double] = MetricDescription.secondsBuckets
    ) {
        self.name = name
        self.kind = kind
        self.help = help
        self.labels = labels
        self.buckets = buckets
    }
}
