import Contracts
import Foundation
import Logging
import Metrics
import Messaging

/// Takes listing events off `matcher.listings`. What cannot be understood goes to the dead letters with the reason,
/// and the consumer goes on.
struct ListingConsumer: Sendable {
    static let queue = WorkQueue.matcherListings

    let subscriber: any Subscriber
    let publisher: any Publisher
    let batcher: ListingBatcher
    let metrics: MatcherMetrics
    let logger: Logger
    /// Deliveries that may be unacknowledged.
    var prefetch = 300

    /// Runs until the task is cancelled; what is at work then is finished first.
    func run() async {
        let loop = ConsumerLoop(
            subscriber: subscriber, queue: Self.queue.name, prefetch: prefetch, concurrency: prefetch, logger: logger)
        await loop.run { await handle($0) }
    }

    func handle(_ delivery: Delivery) async -> Disposition {
        do {
            switch try ContractDecoder.decode(type: delivery.message.type, body: delivery.message.body) {
            case .listing(let event): return await batcher.match(event.listingID)
            default: throw ContractError.unsupportedVersion(type: delivery.message.type)
            }
        } catch {
            return await giveUp(delivery, error)
        }
    }

    private func giveUp(_ delivery: Delivery, _ error: any Error) async -> Disposition {
        let reason = (error as? ContractError)?.reason ?? "undecodable"
        let letter = DeadLetter(reason: reason, error: "\(error)", failedAt: Date())
        logger.error(
            "a listing event cannot be understood",
            metadata: ["message": "\(delivery.message.messageID)", "reason": "\(reason)", "error": "\(error)"])
        do {
            try await publisher.publish(
                delivery.message.deadLettered(letter), exchange: Exchange.deadLetters, routingKey: Self.queue.name,
                mandatory: true)
            metrics.deadLetters.increment()
            return .done
        } catch {
            logger.error("a dead letter cannot be published", metadata: ["error": "\(error)"])
            try? await Task.sleep(for: .seconds(1))
            return .giveBack
        }
    }
}
