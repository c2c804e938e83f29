import Contracts
package import Logging
package import Messaging
import NIOConcurrencyHelpers

/// Runs one channel: consumes its two queues while the gate is open, and waits out every pause.
package struct ChannelSender: Sendable {
    /// What `run` tells about itself, once per change.
    package enum State: Sendable, Equatable {
        case working
        case paused(PauseReason)
    }

    /// Direct messages at work at once, at most.
    package static let directConcurrency = 20

    private let settings: SenderSettings
    private let number: SendingNumber
    private let store: any DeliveryStore
    private let subscriber: any Subscriber
    private let gate = SenderGate()
    private let lanes: [Lane]
    private let progress = ProgressLog()
    private let acceptance: AcceptanceWatch
    private let logger: Logger
    private let isConnected: @Sendable () -> Bool
    private let onState: @Sendable (State) -> Void

    private struct Lane: Sendable {
        let queue: WorkQueue
        let prefetch: Int
        let concurrency: Int
        let slots: SlotDispenser
        let sender: DeliverySender
    }

    /// - Parameters:
    ///   - isConnected: whether the broker has registered every consumer.
    ///   - onState: called once per change.
    package init(
        settings: SenderSettings, number: SendingNumber, store: any DeliveryStore, subscriber: any Subscriber,
        publisher: any Publisher, observer: any SenderObserver, logger: Logger,
        isConnected: @escaping @Sendable () -> Bool, onState: @escaping @Sendable (State) -> Void
    ) {
        self.settings = settings
        self.number = number
        self.store = store
        self.subscriber = subscriber
        self.logger = logger
        self.isConnected = isConnected
        self.onState = onState
        let acceptance = AcceptanceWatch(observer)
        self.acceptance = acceptance
        let (gate, progress) = (gate, progress)
        let key = "\(settings.channel.rawValue):\(number.index)"
        func lane(_ queue: WorkQueue, key: String, share: Double, prefetch: Int, concurrency: Int) -> Lane {
            let slots = SlotDispenser(key: key, rate: settings.rate * share, store: store)
            let sender = DeliverySender(
                queue: queue, settings: settings, number: number, slots: slots, gate: gate, store: store,
                publisher: publisher, progress: progress, observer: acceptance)
            return Lane(queue: queue, prefetch: prefetch, concurrency: concurrency, slots: slots, sender: sender)
        }
        let prefetch = settings.boundedPrefetch
        let direct = max(1, min(Self.directConcurrency, prefetch / 4))
        lanes = [
            lane(
                .notifications(settings.channel), key: key, share: 1 - SenderSettings.directShare,
                prefetch: prefetch, concurrency: min(settings.concurrency, prefetch)),
            lane(
                .direct(settings.channel), key: key + ":direct", share: SenderSettings.directShare,
                prefetch: direct, concurrency: direct),
        ]
    }

    /// Works until its task is cancelled; then what is in flight is finished and the rest given back.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await noteProgress() }
            var backoff = RefusalBackoff(first: settings.probeInterval)
            while !Task.isCancelled {
                guard await becomeReady() else { break }
                let reason = await work(prefetchAtFirst: backoff.isRefused ? 1 : nil)
                guard let wait = backoff.wait(after: reason, hasAccepted: acceptance.hasAccepted) else { continue }
                // An account call that is answered well proves nothing here: it may have been so all the time.
                do { try await Task.sleep(for: wait) } catch { break }
            }
            group.cancelAll()
        }
    }

    /// Probes the provider and the store until both are in order.
    /// - Returns: false when the task was cancelled first.
    private func becomeReady() async -> Bool {
        var isPaused = false
        while !Task.isCancelled {
            guard let reason = await fault(afterPause: isPaused) else { return true }
            onState(.paused(reason))
            isPaused = true
            do { try await Task.sleep(for: settings.probeInterval) } catch { return false }
        }
        return false
    }

    /// - Parameter afterPause: once paused, only a good answer counts; before, an account call that fails in passing
    ///   is no reason not to try.
    private func fault(afterPause: Bool) async -> PauseReason? {
        do throws(DeliveryStoreError) {
            try await store.ping()
        } catch {
            return .database("\(error)")
        }
        guard let error = await number.probe() else { return nil }
        return afterPause || error.errorClass == .configuration ? .provider(error) : nil
    }

    /// Consumes until there is a reason to pause or the task is cancelled.
    /// - Parameter prefetchAtFirst: how many each queue takes until one is accepted, so that a provider that still
    ///   refuses does not send a whole prefetch back; nil for no such limit.
    /// - Returns: the reason; nil when the task was cancelled.
    private func work(prefetchAtFirst: Int?) async -> PauseReason? {
        for lane in lanes { await lane.slots.open() }
        gate.open()
        onState(.working)
        let loops = lanes.map { consumerLoop($0) }
        let trials = prefetchAtFirst.map { limit in lanes.map { consumerLoop($0, atMost: limit) } } ?? []
        acceptance.begin(stopping: trials)
        let consumers = Task {
            await withTaskGroup(of: Void.self) { group in
                for (index, lane) in lanes.enumerated() {
                    group.addTask {
                        if !trials.isEmpty { await trials[index].run(lane.sender.handle) }
                        if gate.isOpen { await loops[index].run(lane.sender.handle) }
                    }
                }
            }
        }
        let reason = await gate.pauseReason()
        gate.shut()
        if let reason { onState(.paused(reason)) }
        // Not cancelled: a handler whose message is accepted must be left to write that down, or it is sent twice.
        for loop in trials + loops { loop.stop() }
        for lane in lanes { await lane.slots.close() }
        await withTaskCancellationHandler {
            await consumers.value
        } onCancel: {
            consumers.cancel()
        }
        return reason
    }

    private func consumerLoop(_ lane: Lane, atMost limit: Int = .max) -> ConsumerLoop {
        ConsumerLoop(
            subscriber: subscriber, queue: lane.queue.name, prefetch: min(lane.prefetch, limit),
            concurrency: min(lane.concurrency, limit), logger: logger)
    }

    private func noteProgress() async {
        var wasConsuming = false
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(2))
            let isConsuming = gate.isOpen && isConnected()
            if gate.isOpen { await writeProgress(isConsuming: wasConsuming && isConsuming) }
            wasConsuming = isConsuming
        }
    }

    private func writeProgress(isConsuming: Bool) async {
        let progress = await progress.take(lanes.map(\.queue), isConsuming: isConsuming)
        do throws(DeliveryStoreError) {
            try await store.note(progress)
        } catch {
            logger.debug("progress was not noted", metadata: ["error": "\(error)"])
        }
    }
}

/// How long a channel waits after a provider refused for the account's sake: longer each time, until it accepts.
struct RefusalBackoff {
    static let longest = Duration.seconds(300)

    private let first: Duration
    private var next: Duration

    init(first: Duration) {
        self.first = first
        next = first
    }

    /// Whether the provider has refused and not accepted anything since.
    private(set) var isRefused = false

    /// After work ended with `reason`: nil where there is nothing to wait for.
    mutating func wait(after reason: PauseReason?, hasAccepted: Bool) -> Duration? {
        if hasAccepted {
            next = first
            isRefused = false
        }
        guard case .provider = reason else { return nil }
        isRefused = true
        defer { next = max(first, min(next * 2, Self.longest)) }
        return next
    }
}

/// Passes on what a sender does, notes whether a message has been accepted, and ends the trial when one is.
private final class AcceptanceWatch: SenderObserver {
    private struct State {
        var hasAccepted = false
        var trials: [ConsumerLoop] = []
    }

    private let observer: any SenderObserver
    private let state = NIOLockedValueBox(State())

    init(_ observer: any SenderObserver) { self.observer = observer }

    var hasAccepted: Bool { state.withLockedValue { $0.hasAccepted } }

    func begin(stopping trials: [ConsumerLoop]) {
        state.withLockedValue { $0 = State(trials: trials) }
    }

    func senderDid(_ event: SenderEvent) {
        if case .accepted = event { accept() }
        observer.senderDid(event)
    }

    private func accept() {
        let trials = state.withLockedValue { state in
            defer { state = State(hasAccepted: true) }
            return state.trials
        }
        for trial in trials { trial.stop() }
    }
}
