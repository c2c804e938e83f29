import Contracts
import Foundation
package import Messaging
import NIOConcurrencyHelpers

/// Reads the dead-letter queues by AMQP: every letter is looked at once, and stays unless it is to be removed.
///
/// A letter that stays is held unsettled until the end of the visit, or it would come again at once; it goes back when
/// the subscriber's connection is closed. Looking counts as a delivery, which is why these queues have no limit of it.
package struct DeadLetterQueues: Sendable {
    /// What becomes of a letter that was looked at.
    package enum Verdict: Sendable {
        case stays
        /// It is dealt with, for good.
        case goes
    }

    /// Letters of a queue that one visit can hold: the most that AMQP lets a consumer have unsettled.
    package static let mostAtOnce = 65_535

    private let subscriber: any Subscriber
    private let isConnected: @Sendable () -> Bool
    private let fault: @Sendable () -> String?
    private let quiet: Duration
    private let patience: Duration

    /// - Parameters:
    ///   - isConnected: whether the subscriber's consumers are registered.
    ///   - quiet: how long a queue has to deliver nothing, while connected, to count as read; longer where the process
    ///     itself is kept from reading.
    ///   - patience: how long the broker may be away before a visit gives up.
    ///   - fault: what is wrong with the broker, as far as it is known.
    package init(
        subscriber: any Subscriber, quiet: Duration = .seconds(1), patience: Duration = .seconds(20),
        fault: @escaping @Sendable () -> String? = { nil }, isConnected: @escaping @Sendable () -> Bool
    ) {
        self.subscriber = subscriber
        self.quiet = quiet
        self.patience = patience
        self.fault = fault
        self.isConnected = isConnected
    }

    /// Shows every letter of the selection to `look`, one at a time, oldest first in each queue. A letter that comes
    /// twice, as after a lost connection, is shown once.
    ///
    /// - Throws: `BrokerAway`, and what `subscribe` and `look` throw; then nothing that was not said to go is gone.
    package func visit(
        _ selection: LetterSelection, _ look: (BuriedMessage) async throws -> Verdict
    ) async throws {
        for queue in WorkQueue.allCases where selection.queues.contains(queue) {
            try await visit(queue, selection, look)
        }
    }

    private func visit(
        _ queue: WorkQueue, _ selection: LetterSelection, _ look: (BuriedMessage) async throws -> Verdict
    ) async throws {
        let subscription = try await subscriber.subscribe(queue: queue.dead, prefetch: Self.mostAtOnce)
        let activity = NIOLockedValueBox(Activity())
        let watch = Task { await cancelWhenQuiet(subscription, activity) }
        var seen: Set<String> = []
        do {
            for await delivery in subscription.deliveries {
                activity.withLockedValue { ($0.arrivals, $0.isLooking) = ($0.arrivals + 1, true) }
                defer { activity.withLockedValue { $0.isLooking = false } }
                let letter = BuriedMessage(queue: queue, message: delivery.message)
                guard selection.contains(letter), seen.insert(letter.identity).inserted else { continue }
                if try await look(letter) == .goes { await subscription.acknowledge(delivery.receipt) }
            }
        } catch {
            watch.cancel()
            await subscription.cancel()
            throw error
        }
        watch.cancel()
        if await watch.value { throw BrokerAway(patience: patience, fault: fault()) }
    }

    private struct Activity: Sendable {
        var arrivals = 0
        var isLooking = false
    }

    /// - Returns: whether it ended because the broker stayed away.
    private func cancelWhenQuiet(
        _ subscription: any Subscription, _ activity: NIOLockedValueBox<Activity>
    ) async -> Bool {
        var watch = QuietWatch(patience: patience)
        while true {
            do { try await Task.sleep(for: quiet / QuietWatch.looks) } catch { return false }
            let state = activity.withLockedValue { $0 }
            let found = watch.look(arrivals: state.arrivals, isBusy: state.isLooking, isConnected: isConnected())
            if found == .goesOn { continue }
            await subscription.cancel()
            return found == .isAway
        }
    }
}

/// The broker could not be worked with for too long.
package struct BrokerAway: Error, CustomStringConvertible {
    let patience: Duration
    /// What the broker or the network said last; it may name addresses and queues.
    let fault: String?

    /// For whoever is not to hear addresses.
    package var brief: String { "the broker could not be used for \(patience); nothing that was left is lost" }

    package var description: String {
        guard let fault else { return brief }
        return "the broker could not be used for \(patience): \(fault); nothing that was left is lost"
    }
}

extension BuriedMessage {
    /// Of two copies of a message that died twice both are shown.
    fileprivate var identity: String { "\(message.messageID) \(message.attempt) \(failedAt?.description ?? "")" }
}
