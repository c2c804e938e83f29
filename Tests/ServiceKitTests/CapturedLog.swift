import Logging
import NIOConcurrencyHelpers
import Observability

/// Collects the lines a logger writes.
final class CapturedLog: Sendable {
    private let written = NIOLockedValueBox<[String]>([])

    var lines: [String] { written.withLockedValue { $0 } }

    func logger(format: LogFormat = .text, level: Logger.Level = .trace) -> Logger {
        Logger(label: "test") { label in
            LineLogHandler(
                label: label, format: format, level: level,
                sink: LogSink { line in self.written.withLockedValue { $0.append(line) } })
        }
    }
}
