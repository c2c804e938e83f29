/// One metric in Prometheus' text format (version 0.0.4).
struct MetricExposition {
    let name: String
    let family: MetricFamily
    let help: String?

    /// `# HELP`, `# TYPE` and one or more lines a series, sorted by labels.
    var text: String {
        var lines = ""
        if let help {
            lines += "# HELP \(name) \(help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n"))\n"
        }
        lines += "# TYPE \(name) \(family.kind.rawValue)\n"
        for (labels, cell) in family.series.sorted(by: { $0.key < $1.key }) {
            switch cell {
            case .counter(let counter): lines += line(name, labels, counter.value)
            case .gauge(let gauge): lines += line(name, labels, gauge.value)
            case .histogram(let histogram): lines += self.lines(of: histogram, labels)
            }
        }
        return lines
    }

    private func lines(of histogram: HistogramCell, _ labels: String) -> String {
        let state = histogram.snapshot
        var lines = ""
        var cumulative: UInt64 = 0
        for (bound, count) in zip(histogram.bounds.map(Self.number) + ["+Inf"], state.counts) {
            cumulative += count
            let all = labels.isEmpty ? "le=\"\(bound)\"" : "\(labels),le=\"\(bound)\""
            lines += line(name + "_bucket", all, Double(cumulative))
        }
        lines += line(name + "_sum", labels, state.sum)
        lines += line(name + "_count", labels, Double(cumulative))
        return lines
    }

    private func line(_ name: String, _ labels: String, _ value: Double) -> String {
        labels.isEmpty ? "\(name) \(Self.number(value))\n" : "\(name){\(labels)} \(Self.number(value))\n"
    }

    /// Whole numbers without a fraction, as people expect to read a count.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return String(value)
    }
}
