import DequeModule
import NIOConcurrencyHelpers

/// Deliveries between a broker's connection and their one reader. Prefetch bounds it; when the channel is lost its
/// content is thrown away, since the broker delivers it again.
package final class DeliveryQueue: Sendable {
    private struct State {
        var deliveries: Deque<Delivery> = []
        var reader: CheckedContinuation<Delivery?, Never>?
        var isFinished = false
    }

    /// What the connection has left.
    private let state = NIOLockedValueBox(State())
    /// What the reader has taken over, all at once: the connection does not touch its lock but to purge, so the two
    /// meet once a batch and not once a delivery. Locked after `state`'s where both are needed.
    private let front = NIOLockedValueBox<Deque<Delivery>>([])

    package init() {}

    /// The queue as a sequence; it ends when the reading task is cancelled, too.
    package var stream: DeliveryStream { DeliveryStream(queue: self) }

    package func push(_ deliveries: [Delivery]) {
        let (reader, first) = state.withLockedValue { state -> (CheckedContinuation<Delivery?, Never>?, Delivery?) in
            guard !state.isFinished else { return (nil, nil) }
            state.deliveries.append(contentsOf: deliveries)
            guard let reader = state.reader else { return (nil, nil) }
            state.reader = nil
            return (reader, state.deliveries.popFirst())
        }
        reader?.resume(returning: first)
    }

    /// Throws away what nobody has read.
    package func purge() {
        state.withLockedValue { state in
            state.deliveries.removeAll()
            front.withLockedValue { $0.removeAll() }
        }
    }

    /// Ends the stream once everything in it is read.
    package func finish() {
        state.withLockedValue { state in
            state.isFinished = true
            defer { state.reader = nil }
            return state.reader
        }?.resume(returning: nil)
    }

    /// The next delivery; nil when there will be none, or the task is cancelled.
    func next() async -> Delivery? {
        if Task.isCancelled { return nil }
        if let delivery = front.withLockedValue({ $0.popFirst() }) ?? takeOver() { return delivery }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { reader in
                let outcome = state.withLockedValue { state -> Delivery?? in
                    if let delivery = state.deliveries.popFirst() { return delivery }
                    // A second reader would never be woken; so the first one ends.
                    if state.isFinished || state.reader != nil || Task.isCancelled { return .some(nil) }
                    state.reader = reader
                    return nil
                }
                if let outcome { reader.resume(returning: outcome) }
            }
        } onCancel: {
            stopReader()
        }
    }

    /// All that has come moves to the front; its first element.
    private func takeOver() -> Delivery? {
        state.withLockedValue { state in
            front.withLockedValue { front in
                if front.isEmpty { swap(&front, &state.deliveries) }
                return front.popFirst()
            }
        }
    }

    private func stopReader() {
        state.withLockedValue { state in
            defer { state.reader = nil }
            return state.reader
        }?.resume(returning: nil)
    }
}

/// The deliveries of a subscription, for one reader.
package struct DeliveryStream: AsyncSequence, Sendable {
    package typealias Element = Delivery
    package typealias Failure = Never

    let queue: DeliveryQueue

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(queue: queue) }

    package struct AsyncIterator: AsyncIteratorProtocol {
        let queue: DeliveryQueue

        package mutating func next() async -> Delivery? { await queue.next() }

        package mutating func next(isolation actor: isolated (any Actor)?) async -> Delivery? { await queue.next() }
    }
}
