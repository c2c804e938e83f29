package import Logging
import Synchronization

/// What becomes of a delivery after its handler.
package enum Disposition: Sendable, Equatable {
    /// Dealt with: the broker may forget it.
    case done
    /// Back to the queue.
    case giveBack
}

/// Runs a handler over a queue, a bounded number at a time.
///
/// `stop()` ends it gently: the consumer is cancelled, handlers at work finish undisturbed however long they take,
/// and what nobody has begun is given back. Cancelling the task that runs it does the same, also after `stop()`, but
/// handlers that are still at work after `drainTimeout` are cancelled; what they leave unsettled is delivered again.
/// A loop runs once.
package struct ConsumerLoop: Sendable {
    private let subscriber: any Subscriber
    private let queue: String
    private let prefetch: Int
    private let concurrency: Int
    private let drainTimeout: Duration
    private let logger: Logger
    private let stopping = StopSignal()

    /// - Parameters:
    ///   - prefetch: unsettled deliveries at most, at least `concurrency`.
    ///   - concurrency: handlers at work at most.
    ///   - drainTimeout: how long handlers may take once the task is cancelled.
    package init(
        subscriber: any Subscriber, queue: String, prefetch: Int, concurrency: Int,
        drainTimeout: Duration = .seconds(20), logger: Logger
    ) {
        self.subscriber = subscriber
        self.queue = queue
        self.prefetch = max(prefetch, concurrency)
        self.concurrency = max(concurrency, 1)
        self.drainTimeout = drainTimeout
        self.logger = logger
    }

    /// Takes nothing more; what is at work is finished, and only cancelling the task can hurry it.
    package func stop() {
        stopping.set()
    }

    /// Returns when it is stopped or cancelled and everything is settled, or when the subscriber has shut down.
    package func run(_ handle: @escaping @Sendable (Delivery) async -> Disposition) async {
        let subscription: any Subscription
        do {
            subscription = try await subscriber.subscribe(queue: queue, prefetch: prefetch)
        } catch {
            logger.error("no subscription", metadata: ["queue": "\(queue)", "error": "\(error)"])
            return
        }
        let (stop, cancellation) = (stopping, StopSignal())
        // Not a child: cancelling the loop must not cancel a handler half-way.
        let work = Task { await process(subscription, stop, handle) }
        let stopper = Task { await stopWhenAsked(subscription, cancellation, work) }
        await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            cancellation.set()
            stop.set()
        }
        stopper.cancel()
    }

    private func process(
        _ subscription: any Subscription, _ stop: StopSignal,
        _ handle: @escaping @Sendable (Delivery) async -> Disposition
    ) async {
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await delivery in subscription.deliveries {
                if running == concurrency, !stop.isSet {
                    await group.next()
                    running -= 1
                }
                if stop.isSet {
                    await subscription.giveBack(delivery.receipt)
                    continue
                }
                running += 1
                group.addTask {
                    let disposition = await TraceParent.$current.withValue(delivery.message.traceParent) {
                        await handle(delivery)
                    }
                    await settle(delivery, disposition, subscription)
                }
            }
        }
    }

    private func settle(_ delivery: Delivery, _ disposition: Disposition, _ subscription: any Subscription) async {
        switch disposition {
        case .done: await subscription.acknowledge(delivery.receipt)
        case .giveBack: await subscription.giveBack(delivery.receipt)
        }
    }

    private func stopWhenAsked(
        _ subscription: any Subscription, _ cancellation: StopSignal, _ work: Task<Void, Never>
    ) async {
        await stopping.wait()
        await subscription.cancel()
        await cancellation.wait()
        do {
            try await Task.sleep(for: drainTimeout)
        } catch {
            return
        }
        logger.warning("handlers did not finish in time", metadata: ["queue": "\(queue)"])
        work.cancel()
    }
}

/// Set once, from any thread; waited for by one task.
private final class StopSignal: Sendable {
    private let flag = Atomic(false)
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    var isSet: Bool { flag.load(ordering: .acquiring) }

    func set() {
        flag.store(true, ordering: .releasing)
        continuation.finish()
    }

    /// Returns when it is set or the waiting task is cancelled.
    func wait() async {
        for await _ in stream {}
    }
}
