import NIOConcurrencyHelpers

/// Hands events to the relay of the same process as they are committed, so that a large batch need not be leased and
/// read back: that costs the database more than writing it.
///
/// Such events are written into the outbox like all others, but with a lease, as if the relay had taken them already.
/// Should the process die, or the broker refuse them, the relays find them there.
package final class OutboxHandover: Sendable {
    /// Room for one writer's events. Whoever lets go of it makes room for others.
    package final class Place: Sendable {
        /// How long the events are to be kept from the relays.
        let lease: Duration
        private let count: Int
        private let handover: OutboxHandover

        fileprivate init(_ count: Int, in handover: OutboxHandover) {
            (self.count, self.handover, lease) = (count, handover, handover.lease)
        }

        deinit { handover.state.withLockedValue { $0.underWay -= count } }
    }

    /// Events of one lane in their order, committed.
    struct Batch: Sendable {
        let lane: OutboxLane
        let events: [LeasedEvent]
        /// Held until they are published.
        let place: Place
        /// When they were written; their lease began no earlier.
        let writtenAt: ContinuousClock.Instant
    }

    private struct State {
        /// Whether a relay takes what is handed over.
        var isOpen = false
        /// The broker has refused something: until then the relay's lanes try it alone.
        var pausedUntil: ContinuousClock.Instant?
        var underWay = 0
    }

    /// Events under way at most; their bodies are held in memory.
    private static let limit = 20_000
    private static let pause = Duration.seconds(5)

    /// For the one relay that takes them.
    let batches: AsyncStream<Batch>
    private let writer: AsyncStream<Batch>.Continuation
    private let state = NIOLockedValueBox(State())
    private let lease: Duration

    /// - Parameter lease: how long an event stays out of reach of the relays when its process dies.
    package init(lease: Duration = .seconds(30)) {
        (batches, writer) = AsyncStream.makeStream()
        self.lease = lease
    }

    /// A place for up to `count` events; nil where the relay does not run, is refused or has too much under way, and
    /// then the events are to be written without a lease.
    package func place(for count: Int) -> Place? {
        let isFree = state.withLockedValue { state in
            if let until = state.pausedUntil, until > .now { return false }
            guard state.isOpen, state.underWay == 0 || state.underWay + count <= Self.limit else { return false }
            state.underWay += count
            return true
        }
        return isFree ? Place(count, in: self) : nil
    }

    func hand(over batch: Batch) { writer.yield(batch) }

    func open() { state.withLockedValue { $0.isOpen = true } }

    /// What was handed over before is still published.
    func close() {
        state.withLockedValue { $0.isOpen = false }
        writer.finish()
    }

    func pause() { state.withLockedValue { $0.pausedUntil = .now + Self.pause } }
}
