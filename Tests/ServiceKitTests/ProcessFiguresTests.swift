import Foundation
import Metrics
import NIOConcurrencyHelpers
import Observability
import Testing

@Suite("Figures that are looked up when they are asked for")
struct LookedUpFiguresTests {
    private let metrics = PrometheusMetrics()

    @Test("a pool's connections are those of the moment")
    func pool() {
        let used = NIOLockedValueBox(3)
        PoolFigures.watch(on: metrics) { (size: 8, idle: 1, used: used.withLockedValue { $0 }, waiting: 0) }
        #expect(metrics.render().contains("postgres_pool_connections{state=\"used\"} 3\n"))
        used.withLockedValue { $0 = 7 }
        let text = metrics.render()
        #expect(text.contains("postgres_pool_connections{state=\"used\"} 7\n"))
        #expect(text.contains("postgres_pool_size 8\n"))
    }

    @Test(
        "a process tells its memory, files, start and processor time",
        .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/statm")))
    func process() throws {
        ProcessFigures.watch(on: metrics)
        let text = metrics.render()
        for (name, range) in [
            ("process_resident_memory_bytes", 1e6...1e12), ("process_open_fds", 3...1e6),
            ("process_cpu_seconds_total", 0...1e9), ("process_start_time_seconds", 1.7e9...1e11),
        ] {
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name + " ") })
            let value = try #require(line.split(separator: " ").last.flatMap { Double($0) })
            #expect(range.contains(value), "\(line)")
        }
    }
}
