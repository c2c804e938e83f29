import Synchronization

/// Why a sender takes nothing for a while.
package enum PauseReason: Sendable, Equatable {
    /// Token, number, account or money of every number.
    case provider([NumberFault])
    case database(String)
    /// An operator has stopped the channel; why, in their words.
    case `operator`(String)
}

/// Whether a sender may work. Closed by the first message that finds a reason to pause, opened by its runner.
package final class SenderGate: Sendable {
    private let flag = Atomic(false)
    private let stream: AsyncStream<PauseReason>
    private let continuation: AsyncStream<PauseReason>.Continuation

    package init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    package var isOpen: Bool { flag.load(ordering: .acquiring) }

    package func open() {
        flag.store(true, ordering: .releasing)
    }

    /// Closes the gate; only the first reason since it was opened counts.
    package func pause(_ reason: PauseReason) {
        guard flag.exchange(false, ordering: .acquiringAndReleasing) else { return }
        continuation.yield(reason)
    }

    /// Closes the gate without a reason, for good.
    package func shut() {
        flag.store(false, ordering: .releasing)
    }

    /// The next reason to pause; nil when the waiting task is cancelled.
    package func pauseReason() async -> PauseReason? {
        for await reason in stream { return reason }
        return nil
    }
}
