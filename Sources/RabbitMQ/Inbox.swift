import CRabbitMQ
import Glibc
import NIOConcurrencyHelpers

/// Where any thread leaves work for the thread that owns a connection. Cheaper than one actor job for each publish or
/// acknowledgement: the owner takes all there is at once, and is woken only when it sleeps.
final class Inbox<Item: Sendable>: Sendable {
    private struct State {
        var items: [Item] = []
        var isAwake = false
        /// As many items wake the owner.
        var threshold = 1
        var isClosed = false
    }

    /// Turns readable when the owner sleeps and something was left.
    let descriptor: Int32
    private let state = NIOLockedValueBox(State())

    init() {
        descriptor = amqp_wake_descriptor()
        precondition(descriptor >= 0, "no descriptor left for a connection's inbox (errno \(errno))")
    }

    deinit {
        close(descriptor)
    }

    /// Leaves an item; false, and not left, after `shut`.
    func push(_ item: Item) -> Bool {
        push(contentsOf: CollectionOfOne(item))
    }

    /// The same for several, which stay together.
    func push(contentsOf items: some Collection<Item>) -> Bool {
        let (isOpen, mustWake) = state.withLockedValue { state in
            guard !state.isClosed else { return (false, false) }
            state.items.append(contentsOf: items)
            guard !state.isAwake, state.items.count >= state.threshold else { return (true, false) }
            state.isAwake = true
            return (true, true)
        }
        if mustWake { wake() }
        return isOpen
    }

    /// Everything left so far, swapped with `items`, which is empty.
    func take(into items: inout [Item]) {
        state.withLockedValue { state in
            state.isAwake = true
            swap(&state.items, &items)
        }
    }

    /// Whether the owner may sleep: fewer than `threshold` items are left. From then on the push that makes them as
    /// many wakes it. An owner that looks again soon anyway need not be woken by every single item.
    func mayOwnerSleep(threshold: Int = 1) -> Bool {
        state.withLockedValue { state in
            guard state.items.count < threshold else { return false }
            drain()
            state.threshold = threshold
            state.isAwake = false
            return true
        }
    }

    /// Takes no more items. Those inside are still there to be taken.
    func shut() {
        state.withLockedValue { $0.isClosed = true }
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    private func drain() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
    }
}
