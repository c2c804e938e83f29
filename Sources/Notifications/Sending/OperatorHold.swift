import NIOConcurrencyHelpers

/// Whether an operator has stopped a channel, as the sender's process last heard.
package final class OperatorHold: Sendable {
    /// Until the first look nobody knows, so nothing is sent.
    package static let unknown = "it is not known yet whether the channel is paused"

    private struct State {
        var reason: String?
        var listeners: [Int: AsyncStream<String?>.Continuation] = [:]
        var next = 0
    }

    private let state: NIOLockedValueBox<State>

    /// - Parameter reason: why it is stopped; nil where it is not.
    package init(_ reason: String? = OperatorHold.unknown) {
        state = NIOLockedValueBox(State(reason: reason))
    }

    /// Why the channel is stopped; nil when it is not.
    package var reason: String? { state.withLockedValue { $0.reason } }

    /// Stops the channel, or lets it go on; wakes whoever waits.
    /// - Returns: whether that is news.
    @discardableResult
    package func set(_ reason: String?) -> Bool {
        state.withLockedValue { state in
            guard state.reason != reason else { return false }
            state.reason = reason
            // Under the lock, or two changes could be told in the wrong order.
            for listener in state.listeners.values { listener.yield(reason) }
            return true
        }
    }

    /// Returns when the channel may go on, its reason changed, or the task is cancelled.
    /// - Parameter before: the reason that the caller found. It may have been lifted since, and is not looked up again.
    func lifted(from before: String) async {
        for await reason in changes() where reason != before { return }
    }

    /// The present reason, and each that follows; nil while the channel may go on.
    func changes() -> AsyncStream<String?> {
        let (stream, continuation) = AsyncStream.makeStream(of: String?.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLockedValue { state in
            state.next += 1
            state.listeners[state.next] = continuation
            continuation.yield(state.reason)
            return state.next
        }
        continuation.onTermination = { [state] _ in state.withLockedValue { $0.listeners[number] = nil } }
        return stream
    }
}
