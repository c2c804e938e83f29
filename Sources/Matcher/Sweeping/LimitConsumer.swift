import Contracts
import Foundation
import Logging
import Metrics
import Messaging
import Persistence
import Postgres

/// Takes what the broker itself gave up on: marks the delivery dead, then files the message with the dead letters.
struct LimitConsumer: Sendable {
    let queue: WorkQueue
    let pool: PostgresPool
    let subscriber: any Subscriber
    let publisher: any Publisher
    let metrics: MatcherMetrics
    let logger: Logger
    /// How long to wait before a message is looked at again.
    var pause = Duration.seconds(1)

    /// Runs until the task is cancelled.
    func run() async {
        let loop = ConsumerLoop(
            subscriber: subscriber, queue: queue.limit, prefetch: 10, concurrency: 1, logger: logger)
        await loop.run { await handle($0) }
    }

    func handle(_ delivery: Delivery) async -> Disposition {
        do {
            switch try await markDead(delivery.message) {
            case .settled: return .done
            case .busy: return await giveBack()
            case .marked, nil: break
            }
            let letter = DeadLetter(
                reason: DeliveryLimitStore.reason, error: "the broker gave it up after too many deliveries",
                failedAt: Date())
            try await publisher.publish(
                delivery.message.deadLettered(letter), exchange: Exchange.deadLetters, routingKey: queue.name,
                mandatory: true)
            metrics.deadLetters.increment()
            logger.error(
                "the broker gave a message up",
                metadata: ["queue": "\(queue.name)", "message": "\(delivery.message.messageID)"])
            return .done
        } catch {
            logger.warning("a given-up message waits", metadata: ["queue": "\(queue.name)", "error": "\(error)"])
            return await giveBack()
        }
    }

    /// Nil where the message is not about a delivery: a listing's event, or one that nobody can read. A listing whose
    /// event is lost is swept by its version.
    private func markDead(_ message: Message) async throws -> DeliveryLimitStore.Outcome? {
        guard queue != .matcherListings, let id = UUID(uuidString: message.messageID) else { return nil }
        return try await pool.transaction { connection in
            try await DeliveryLimitStore.markDead(
                id, attempt: message.attempt, service: NotificationEvents.service, on: connection)
        }
    }

    private func giveBack() async -> Disposition {
        try? await Task.sleep(for: pause)
        return .giveBack
    }
}
