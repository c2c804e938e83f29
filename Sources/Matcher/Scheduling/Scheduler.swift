import Logging
import Metrics
import Persistence
import Postgres
import ServiceKit

/// Speaks when it is time to: every replica works off what is due, in bounded transactions, and sleeps until the next
/// pending row falls due. What others make due meanwhile is seen at the next look.
struct Scheduler: Sendable {
    let pool: PostgresPool
    let round: SchedulingRound
    let bell: Bell
    let health: HealthComponent
    let metrics: MatcherMetrics
    let logger: Logger
    /// How often it looks for what other processes made due.
    var poll = Duration.seconds(1)
    var gate: CatchUpGate?

    /// Runs until the task is cancelled; a round at work is finished first.
    func run() async {
        var failures = 0
        while !Task.isCancelled {
            do {
                let wait = try await step()
                failures = 0
                health.report(ready: true)
                await bell.wait(atMost: wait)
            } catch {
                guard !Task.isCancelled else { return }
                health.report(ready: false, "notifications cannot be formed: \(error)")
                failures += 1
                try? await Task.sleep(for: min(.milliseconds(200) * (1 << min(failures, 5)), .seconds(5)))
            }
        }
    }

    /// Looks once.
    /// - Returns: how long nothing will be due; zero when there may be more.
    func step() async throws -> Duration {
        let untilDue = try await PendingStore.timeUntilDue(on: round.planner.policy.channels, pool)
        guard let untilDue, untilDue <= .zero else { return min(untilDue ?? poll, poll) }
        if try await gate?.isHeld() == true { return poll }
        // Not a child of what may be cancelled: half a round is no round.
        let outcome = try await Task { try await round.run() }.value
        if outcome.isFull { return .zero }
        // What others hold is due too: leave them the time to finish.
        return outcome.decided > 0 ? .zero : .milliseconds(100)
    }

    /// Records how much is left to do, every so often, until the task is cancelled.
    func measure(every interval: Duration = .seconds(15)) async {
        while !Task.isCancelled {
            if let backlog = try? await MatchingBacklog.read(pool) { metrics.record(backlog) }
            try? await Task.sleep(for: interval)
        }
    }
}
