import ArgumentParser
import Foundation
import Operations
import ServiceKit
import TextTable

/// `campanello queues`.
struct Queues: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows every queue with what it holds and who consumes it.")

    @OptionGroup var output: OutputOptions
    @Flag(help: "Leave out empty queues without consumers.") var busy = false

    func run() async throws {
        let all = try await Broker(try await Settings.load()).queues()
        let queues = busy ? all.filter { $0.ready + $0.unacknowledged + $0.consumers > 0 } : all
        try output.show(
            queues,
            empty: all.isEmpty
                ? "No queues: run campanello topology apply." : "Nothing is queued, and nobody consumes.",
            columns: Self.columns,
            object: ["queues": queues])
    }

    private static func columns(_ queue: QueueStatus) -> [Column] {
        [
            Column("queue" <- queue.name), Column("ready" <- queue.ready, align: .right),
            Column("unacknowledged" <- queue.unacknowledged, align: .right),
            Column("consumers" <- queue.consumers, align: .right),
            Column("in/s" <- rate(queue.publishRate), align: .right),
            Column("out/s" <- rate(queue.ackRate), align: .right),
        ]
    }

    private static func rate(_ value: Double) -> String { value == 0 ? "" : String(format: "%.1f", value) }
}
