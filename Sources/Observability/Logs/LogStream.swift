import Foundation
import Logging

/// Where the events of all loggers of a process go: one format, one sink, one gate against floods.
package struct LogStream: Sendable {
    let format: LogFormat
    let sink: LogSink
    private let gate: FloodGate
    private let figures: LogFigures?

    /// - Parameter metrics: where events are counted.
    package init(format: LogFormat, sink: LogSink, gate: FloodGate, metrics: PrometheusMetrics? = nil) {
        self.format = format
        self.sink = sink
        self.gate = gate
        figures = metrics.map(LogFigures.init)
    }

    /// - Parameter isKept: written even in a flood.
    func write(
        _ level: Logger.Level, label: String, message: String, isKept: Bool, metadata: () -> Logger.Metadata
    ) {
        let (passes, leftOut) = isKept ? (true, []) : gate.admit(level, message)
        report(leftOut, label: label)
        figures?.count(level, isLeftOut: !passes)
        guard passes else { return }
        put(level, label, message, metadata())
    }

    /// Says what was left out, where a flood has ended and nothing came after it.
    package func reportFloods(label: String) {
        report(gate.drain(), label: label)
    }

    private func report(_ leftOut: [FloodGate.LeftOut], label: String) {
        for flood in leftOut {
            put(flood.level, label, "left out of a flood", ["event": "\(flood.message)", "events": "\(flood.count)"])
        }
    }

    private func put(_ level: Logger.Level, _ label: String, _ message: String, _ metadata: Logger.Metadata) {
        let line = LogLine(
            time: .now, level: level, label: label, message: message,
            fields: metadata.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) })
        switch format {
        case .text: sink.write(line.text)
        case .json: sink.write(line.json)
        }
    }
}
