import DequeModule
import NIOConcurrencyHelpers

/// Bounds how many deliveries are between their claim and the provider's answer.
///
/// Writing down what came of a request is not bounded by it: a slow provider is asked as often as its latency allows,
/// and while one group is recorded the next is claimed.
final class RequestPermits: Sendable {
    private struct State {
        var free: Int
        var waiting: Deque<CheckedContinuation<Void, Never>> = []
    }

    private let state: NIOLockedValueBox<State>

    init(_ count: Int) {
        state = NIOLockedValueBox(State(free: count))
    }

    /// Waits in the order of asking.
    func take() async -> RequestPermit {
        await withCheckedContinuation { continuation in
            let isFree = state.withLockedValue { state in
                guard state.free > 0 else {
                    state.waiting.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
        return RequestPermit(permits: self)
    }

    fileprivate func giveBack() {
        let next = state.withLockedValue { state in
            let next = state.waiting.popFirst()
            if next == nil { state.free += 1 }
            return next
        }
        next?.resume()
    }
}

/// Leave to claim one delivery and to ask a provider; given back once, however often it is said, and at its end.
final class RequestPermit: Sendable {
    private let permits: NIOLockedValueBox<RequestPermits?>

    fileprivate init(permits: RequestPermits) {
        self.permits = NIOLockedValueBox(permits)
    }

    func release() {
        let held = permits.withLockedValue { permits in
            defer { permits = nil }
            return permits
        }
        held?.giveBack()
    }

    deinit { release() }
}
