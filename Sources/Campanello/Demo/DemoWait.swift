import Operations
import ArgumentParser
import Foundation
import Postgres
import ServiceKit

/// Waits until every listing is matched, everything due is said, and the queues are empty.
struct DemoWait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Waits until everything that was to be sent is sent.")

    @Option(help: "Seconds after which waiting fails.") var timeout = 600
    /// A filter that has just been notified may still gather for its next notification, so rest must last.
    @Option(help: "Seconds for which everything must be at rest.") var rest = 3.0

    /// What is still on its way, by kind.
    private static let unfinished = """
        SELECT 'listings not matched' AS what, count(*) AS count FROM campanello.listings
            WHERE matched_version < version AND announce AND removed_at IS NULL
        UNION ALL SELECT 'events in the outbox', count(*) FROM campanello.outbox
        UNION ALL SELECT 'filters that look back', count(*) FROM campanello.look_backs
        UNION ALL SELECT 'filters with something pending', count(*) FROM campanello.pending_filters
            WHERE due_at < now() + interval '1 hour'
        UNION ALL SELECT 'deliveries on their way', count(*) FROM campanello.deliveries
            WHERE status IN ('pending', 'sending') AND NOT is_held
        """

    func run() async throws {
        let settings = try await Settings.load()
        let broker = try Broker(settings)
        let deadline = ContinuousClock.now + .seconds(timeout)
        let enough = Duration.milliseconds(Int64(rest * 1000))
        try await Database.use(settings) { pool in
            var quietSince: ContinuousClock.Instant?
            while true {
                let left = try await Self.left(pool, broker)
                let now = ContinuousClock.now
                if !left.isEmpty { quietSince = nil } else if quietSince == nil { quietSince = now }
                if let quietSince, now - quietSince >= enough { return }
                guard now < deadline else {
                    throw CommandFailure("not at rest after \(timeout) s: \(left.joined(separator: ", "))")
                }
                try await Task.sleep(for: .milliseconds(250))
            }
        }
    }

    /// Empty when everything is at rest. A server that is away counts as work left.
    private static func left(_ pool: PostgresPool, _ broker: Broker) async throws -> [String] {
        do {
            let rows = try await pool.query(unfinished, []).map { row in
                (what: try row.decode("what", as: String.self), count: try row.decode("count", as: Int.self))
            }
            let waiting = try await broker.queues()
                .filter {
                    !$0.name.hasSuffix(".dead") && !$0.name.hasSuffix(".limit") && $0.ready + $0.unacknowledged > 0
                }
                .map { "\($0.ready + $0.unacknowledged) in \($0.name)" }
            return rows.filter { $0.count > 0 }.map { "\($0.count) \($0.what)" } + waiting
        } catch {
            return [CommandFailure.line(error)]
        }
    }
}
