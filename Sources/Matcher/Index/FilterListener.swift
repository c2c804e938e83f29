import Logging
import Metrics
import Persistence
import Postgres

/// Hears of changed filters, so that the copy is nearly current before the next listings come, and look-backs begin at
/// once. What it misses, the next batch and the next look see.
struct FilterListener: Sendable {
    let pool: PostgresPool
    let keeper: FilterIndexKeeper
    let metrics: MatcherMetrics
    let logger: Logger
    /// Called after every change.
    let onChange: @Sendable () async -> Void

    /// Runs until the task is cancelled.
    func run() async {
        for await _ in pool.notifications(on: ["campanello_filters"]) {
            await onChange()
            do {
                try await keeper.catchUp()
                metrics.filters.record(await keeper.count)
            } catch {
                logger.debug("filters not read; the next batch does it", metadata: ["error": "\(error)"])
            }
        }
    }
}
