import Contracts
import Logging
import Metrics
import Notifications
import Persistence

/// Keeps the figures of what a channel has still to send. Every replica counts for itself: the same everywhere, never
/// older than its own interval.
struct DeliveryWatch: Sendable {
    let channel: Channel
    let store: PostgresDeliveryStore
    let logger: Logger
    var interval = Duration.seconds(15)

    /// Runs until its task is cancelled.
    func run() async {
        let labels = [("channel", channel.rawValue)]
        let unfinished = Gauge(label: "sender_deliveries_unfinished", dimensions: labels)
        let held = Gauge(label: "sender_deliveries_held", dimensions: labels)
        let oldest = Gauge(label: "sender_oldest_due_seconds", dimensions: labels)
        while !Task.isCancelled {
            do throws(DeliveryStoreError) {
                let left = try await store.unfinished(on: channel)
                unfinished.record(left.count)
                held.record(left.held)
                oldest.record(left.oldestDueSeconds)
            } catch {
                logger.debug("deliveries were not counted", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: interval)
        }
    }
}
