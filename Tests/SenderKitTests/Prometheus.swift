import Foundation
import TestSupport

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Debian's Prometheus with the rules of `compose/prometheus`, which scrapes one service's `/metrics`.
struct Prometheus {
    struct Fault: Error { let what: String }

    /// An alert whose expression is true; it fires once that has lasted for as long as the alert says.
    struct Alert: Decodable, Equatable {
        let labels: [String: String]
        let value: String
    }

    private struct Envelope<Answer: Decodable>: Decodable { let data: Answer }

    private let address: String

    static var isInstalled: Bool {
        [program, promtool].allSatisfy(FileManager.default.isExecutableFile(atPath:))
    }

    private static let program = "/usr/bin/prometheus"
    private static let promtool = "/usr/bin/promtool"
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// - Parameter history: Series that had the value 0 from forty until twenty minutes ago, for expressions that
    ///   compare with earlier.
    static func run(
        job: String, port: Int, history: [String], _ body: (Prometheus) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prometheus-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try configure(job: job, port: port, in: folder)
        try await remember(history, in: folder)
        let own = try LoopbackPort.free()
        let server = try ToolRun(
            program,
            [
                "--config.file=\(folder.path)/prometheus.yml", "--storage.tsdb.path=\(folder.path)/data",
                "--web.listen-address=127.0.0.1:\(own)", "--log.level=error",
            ])
        let result: Result<Void, any Error>
        do {
            try await eventually("Prometheus listens") { LoopbackPort.isListening(own) }
            result = .success(try await body(Prometheus(address: "http://127.0.0.1:\(own)/api/v1")))
        } catch {
            result = .failure(error)
        }
        try await server.kill()
        try result.get()
    }

    /// The alerts whose expressions are true, by name.
    func alerts() async throws -> [String: [Alert]] {
        struct Answer: Decodable { let alerts: [Alert] }
        let alerts = try await ask("alerts", as: Answer.self).alerts
        return Dictionary(grouping: alerts) { $0.labels["alertname"] ?? "" }
    }

    /// The values of an expression's series.
    func values(_ expression: String) async throws -> [Double] {
        struct Sample: Decodable {
            let value: Value
            struct Value: Decodable {
                let number: Double
                init(from decoder: any Decoder) throws {
                    var pair = try decoder.unkeyedContainer()
                    _ = try pair.decode(Double.self)
                    number = Double(try pair.decode(String.self)) ?? .nan
                }
            }
        }
        struct Answer: Decodable { let result: [Sample] }
        let query = expression.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return try await ask("query?query=\(query)", as: Answer.self).result.map(\.value.number)
    }

    private func ask<Answer: Decodable>(_ path: String, as type: Answer.Type) async throws -> Answer {
        guard let url = URL(string: "\(address)/\(path)") else { throw Fault(what: path) }
        let (body, _) = try await URLSession.shared.data(from: url)
        return try JSONDecoder().decode(Envelope<Answer>.self, from: body).data
    }

    /// The rules are those of the repository; only how often they are looked at is the test's.
    private static func configure(job: String, port: Int, in folder: URL) throws {
        for name in ["objectives.yml", "alerts.yml"] {
            let rules = try String(
                contentsOf: root.appendingPathComponent("compose/prometheus/\(name)"), encoding: .utf8)
            let paced = rules.replacing(/\n +interval: \d+s/, with: "")
            try Data(paced.utf8).write(to: folder.appendingPathComponent(name))
        }
        let settings = """
            global: {scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms}
            rule_files: [objectives.yml, alerts.yml]
            scrape_configs:
              - {job_name: \(job), static_configs: [{targets: ["127.0.0.1:\(port)"]}]}
            """
        try Data(settings.utf8).write(to: folder.appendingPathComponent("prometheus.yml"))
    }

    private static func remember(_ history: [String], in folder: URL) async throws {
        let now = Int(Date().timeIntervalSince1970)
        let samples = history.flatMap { series in
            stride(from: now - 2_400, through: now - 1_200, by: 60).map { "\(series) 0 \($0)" }
        }
        let file = folder.appendingPathComponent("history")
        try Data((samples + ["# EOF", ""]).joined(separator: "\n").utf8).write(to: file)
        let made = try ToolRun(
            promtool, ["tsdb", "create-blocks-from", "openmetrics", file.path, "\(folder.path)/data"])
        guard try await made.ended() == 0 else { throw Fault(what: "promtool took no history") }
    }
}
