import Contracts
import Foundation
import Logging
import Messaging
import Metrics
import Persistence
import Postgres

/// The leader's work: the sweep, the broker's own dead letters, partitions.
struct Sweeper: Sendable {
    let leader: Leader
    let sweep: Sweep
    let maintenance: Maintenance
    let limits: [LimitConsumer]
    let logger: Logger
    /// Between two rounds of maintenance.
    var maintenanceInterval = Duration.seconds(3600)

    /// Runs until the task is cancelled.
    func run() async {
        await leader.run {
            try await sweep.run()
            sweep.metrics.sweptAt.record(Date().timeIntervalSince1970)
        } meanwhile: {
            await withDiscardingTaskGroup { group in
                for consumer in limits { group.addTask { await consumer.run() } }
                group.addTask { await maintain() }
            }
        }
    }

    private func maintain() async {
        while !Task.isCancelled {
            do {
                try await maintenance.run()
            } catch {
                logger.warning("partitions were not looked after", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: maintenanceInterval)
        }
    }
}
