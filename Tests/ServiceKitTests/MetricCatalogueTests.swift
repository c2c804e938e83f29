import Foundation
import Metrics
import Observability
import TestSupport
import Testing

@Suite("The metrics' catalogue")
struct MetricCatalogueTests {
    private let all = MetricCatalogue.all
    private var root: URL { URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardizedFileURL }

    @Test("every metric is described once, by Prometheus' conventions")
    func conventions() {
        #expect(Set(all.map(\.name)).count == all.count)
        for metric in all {
            #expect(metric.name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(metric.name)")
            #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter), "\(metric.name)")
            #expect(metric.help.hasSuffix(".") && !metric.help.contains("\n"), "\(metric.name)")
            #expect(metric.buckets == metric.buckets.sorted(), "\(metric.name)")
            if metric.kind == .histogram { #expect(metric.name.hasSuffix("_seconds"), "\(metric.name)") }
        }
    }

    @Test("what the code measures is in the catalogue, and nothing else is")
    func complete() throws {
        let sources = root.appendingPathComponent("Sources")
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        var used: Set<String> = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift", !file.path.contains("Observability/Catalogue") else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            for name in text.matches(of: /"([a-z]+(?:_[a-z]+)+)"/).map({ String($0.1) }) where isFigure(name) {
                used.insert(name)
            }
        }
        let known = Set(all.map(\.name))
        #expect(known.subtracting(used) == [], "described, and never measured")
        #expect(used.subtracting(known) == [], "measured, and not described")
    }

    @Test("a service says what it measures before it has measured anything")
    func described() {
        let metrics = PrometheusMetrics()
        metrics.describe(MetricCatalogue.of("gateway"))
        let text = metrics.render()
        #expect(text.contains("# TYPE gateway_http_request_seconds histogram\n"))
        #expect(!text.contains("sender_"))
    }

    @Test(
        "Prometheus' own linter finds nothing to say of any metric",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool")))
    func linted() async throws {
        let metrics = PrometheusMetrics()
        metrics.describe(all)
        for metric in all { record(metric, on: metrics) }
        let text = metrics.render()
        #expect(text.split(separator: "\n").count { $0.hasPrefix("# TYPE ") } == all.count)
        #expect(try await onOwnThread { try Self.lint(text) } == "")
    }

    private func record(_ metric: MetricDescription, on metrics: PrometheusMetrics) {
        let labels = metric.labels.map { ($0, "a \"value\" \\") }
        switch metric.kind {
        case .counter: Counter(label: metric.name, dimensions: labels, factory: metrics).increment()
        case .gauge: Gauge(label: metric.name, dimensions: labels, factory: metrics).record(1.5)
        case .histogram: Metrics.Timer(label: metric.name, dimensions: labels, factory: metrics).recordSeconds(2)
        }
    }

    /// What `promtool check metrics` says.
    private static func lint(_ text: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/promtool")
        process.arguments = ["check", "metrics"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: said, as: UTF8.self)
    }

    @Test("the operators' page names every metric")
    func documented() throws {
        let page = try String(contentsOf: root.appendingPathComponent("docs/figures.md"), encoding: .utf8)
        for metric in all {
            let labels = metric.labels.joined(separator: ", ")
            let row = "| `\(metric.name)` | \(metric.kind.rawValue) | \(labels) | \(metric.help) |"
            #expect(page.contains(row), "\(row)")
        }
        for name in page.matches(of: /`([a-z]+(?:_[a-z]+)+)`/).map({ String($0.1) }) where isFigure(name) {
            #expect(all.contains { $0.name == name }, "\(name) is none")
        }
    }

    /// What metrics begin with; other texts of this shape are columns and fields.
    private func isFigure(_ name: String) -> Bool {
        let families = ["sender_", "matcher_", "gateway_", "outbox_", "amqp_", "postgres_", "process_", "log_events_"]
        let own = ["campanello_build_info", "service_ready", "service_component_ready"]
        return own.contains(name) || families.contains { name.hasPrefix($0) }
    }
}
