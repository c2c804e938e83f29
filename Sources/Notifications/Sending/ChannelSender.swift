import Contracts
package import Logging
package import Messaging

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
        let (gate, progress) = (gate, progress)
        let key = "\(settings.channel.rawValue):\(number.index)"
        func lane(_ queue: WorkQueue, key: String, share: Double, prefetch: Int, concurrency: Int) -> Lane {
            let slots = SlotDispenser(key: key, rate: settings.rate * share, store: store)
            let sender = DeliverySender(
                queue: queue, settings: settings, number: number, slots: slots, gate: gate, store: store,
                publisher: publisher, progress: progress, observer: observer)
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
            while !Task.isCancelled {
                guard await becomeReady() else { break }
                await work()
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
    private func work() async {
        for lane in lanes { await lane.slots.open() }
        gate.open()
        onState(.working)
        let consumers = Task {
            await withTaskGroup(of: Void.self) { group in
                for lane in lanes {
                    let loop = ConsumerLoop(
                        subscriber: subscriber, queue: lane.queue.name, prefetch: lane.prefetch,
                        concurrency: lane.concurrency, logger: logger)
                    group.addTask { await loop.run(lane.sender.handle) }
                }
            }
        }
        let reason = await gate.pauseReason()
        gate.shut()
        if let reason { onState(.paused(reason)) }
        consumers.cancel()
        for lane in lanes { await lane.slots.close() }
        await consumers.value
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
