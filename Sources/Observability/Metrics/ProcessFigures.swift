import Foundation
import Metrics
import NIOConcurrencyHelpers

/// What the operating system says of this process, by the names that Prometheus' own clients use.
package enum ProcessFigures {
    /// What `/proc/self` cannot tell is left out.
    package static func watch(on metrics: PrometheusMetrics = .shared) {
        let cpu = FloatingPointCounter(label: "process_cpu_seconds_total", factory: metrics)
        let counted = NIOLockedValueBox(0.0)
        let memory = Gauge(label: "process_resident_memory_bytes", factory: metrics)
        let files = Gauge(label: "process_open_fds", factory: metrics)
        Gauge(label: "process_start_time_seconds", factory: metrics).record(startTime)
        metrics.onRender {
            let now = processorTime
            cpu.increment(
                by: counted.withLockedValue { counted in
                    defer { counted = max(counted, now) }
                    return max(0, now - counted)
                })
            if let bytes = residentMemory { memory.record(bytes) }
            if let count = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
                files.record(count)
            }
        }
    }

    /// Seconds, user and system.
    private static var processorTime: Double {
        Double(clock()) / Double(CLOCKS_PER_SEC)
    }

    /// The process asks when it starts.
    private static let startTime = Date().timeIntervalSince1970

    private static var residentMemory: Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return pages.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
    }
}
