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

    private let state = NIOLockedValueBox(State())

    package init() {}

    /// The queue as a stream; it ends when the reading task is cancelled, too.
    package var stream: AsyncStream<Delivery> {
        AsyncStream(unfolding: { [self] in await next() })
    }

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
        state.withLockedValue { $0.deliveries.removeAll() }
    }

    /// Ends the stream once everything in it is read.
    package func finish() {
        state.withLockedValue { state in
            state.isFinished = true
            defer { state.reader = nil }
            return state.reader
        }?.resume(returning: nil)
    }

    private func next() async -> Delivery? {
        if let delivery = state.withLockedValue({ $0.deliveries.popFirst() }) { return delivery }
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

    private func stopReader() {
        state.withLockedValue { state in
            defer { state.reader = nil }
            return state.reader
        }?.resume(returning: nil)
    }
}
