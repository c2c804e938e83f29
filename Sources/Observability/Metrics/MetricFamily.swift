import Metrics

/// All series of one name: they share a type, a help text and a bound on their number.
struct MetricFamily {
    typealias Kind = MetricDescription.Kind

    enum Cell {
        case counter(CounterCell)
        case gauge(GaugeCell)
        case histogram(HistogramCell)
    }

    /// Beyond so many series of one name, new label values are counted together as `other`: a label fed from
    /// outside can never grow the process.
    static let seriesLimit = 1_000

    let kind: Kind
    private(set) var series: [String: Cell] = [:]

    init(kind: Kind) { self.kind = kind }

    /// The cell of these labels, made on first use.
    mutating func cell(_ labels: [(String, String)], make: () -> Cell) -> Cell {
        let key = Self.key(labels)
        if let known = series[key] { return known }
        guard series.count < Self.seriesLimit else {
            let rest = Self.key(labels.map { ($0.0, "other") })
            if let known = series[rest] { return known }
            let cell = make()
            series[rest] = cell
            return cell
        }
        let cell = make()
        series[key] = cell
        return cell
    }

    /// `name="value",…`, by name, with the escapes of the text format.
    static func key(_ labels: [(String, String)]) -> String {
        labels.sorted { $0.0 < $1.0 }
            .map { "\(MetricName.sanitized($0.0))=\"\(escaped($0.1))\"" }
            .joined(separator: ",")
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

/// Names as Prometheus allows them.
enum MetricName {
    /// Every character outside `[a-zA-Z0-9_:]` becomes an underscore; a leading digit gets one in front.
    static func sanitized(_ name: String) -> String {
        let clean = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") ? $0 : "_" })
        return clean.first?.isNumber == true ? "_" + clean : clean
    }
}
