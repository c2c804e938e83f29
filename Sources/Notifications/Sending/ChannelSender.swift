import Contracts
package import Logging
package import Messaging
import NIOConcurrencyHelpers

/// Runs one channel: consumes its two queues while a number and the store are in order, and waits out every pause.
package struct ChannelSender: Sendable {
    /// What `run` tells about itself, once per change.
    package enum State: Sendable, Equatable {
        case working
        case paused(PauseReason)
    }

    /// Direct messages at work at once, at most.
    package static let directConcurrency = 20

    private let settings: SenderSettings
    private let board: NumberBoard
    private let store: any DeliveryStore
    private let subscriber: any Subscriber
    private let gate = SenderGate()
    private let hold: OperatorHold
    private let lanes: [SenderLane]
    private let progress = ProgressLog()
    private let acceptance: AcceptanceWatch
    private let logger: Logger
    private let isConnected: @Sendable () -> Bool
    private let onState: @Sendable (State) -> Void
    private let lastState = NIOLockedValueBox<State?>(nil)

    /// - Parameters:
    ///   - numbers: at least one, the first first.
    ///   - hold: whether an operator has stopped the channel; until that is known nothing is consumed.
    ///   - isConnected: whether the broker has registered every consumer.
    ///   - onState: called once per change.
    package init(
        settings: SenderSettings, numbers: [SendingNumber], store: any DeliveryStore, subscriber: any Subscriber,
        publisher: any Publisher, observer: any SenderObserver, logger: Logger,
        hold: OperatorHold = OperatorHold(nil), isConnected: @escaping @Sendable () -> Bool,
        onState: @escaping @Sendable (State) -> Void
    ) {
        var settings = settings
        settings.claims.numbers = settings.claimNumbers(numbers)
        self.settings = settings
        self.store = store
        self.subscriber = subscriber
        self.logger = logger
        self.hold = hold
        self.isConnected = isConnected
        self.onState = onState
        let acceptance = AcceptanceWatch(observer)
        self.acceptance = acceptance
        let board = NumberBoard(
            numbers, routing: settings.routing, breaker: settings.breaker, restAfterRefusal: settings.probeInterval
        ) { number, change in observer.senderDid(.number(number.name, change)) }
        self.board = board
        let (gate, progress, shelf) = (gate, progress, TemplateShelf())
        let pauses = Dictionary(uniqueKeysWithValues: numbers.map { ($0.index, SlotPause()) })
        func lane(_ queue: WorkQueue, suffix: String, share: Double, prefetch: Int, concurrency: Int) -> SenderLane {
            let slots = numbers.map { number in
                let key = "\(settings.channel.rawValue):\(number.index)\(suffix)"
                let pause = pauses[number.index] ?? SlotPause()
                return (number.index, SlotDispenser(key: key, rate: settings.rate * share, store: store, pause: pause))
            }
            let sender = DeliverySender(
                queue: queue, settings: settings, concurrency: concurrency, board: board,
                slots: Dictionary(uniqueKeysWithValues: slots),
                shelf: shelf, gate: gate, store: store, publisher: publisher, progress: progress, observer: acceptance)
            return SenderLane(
                queue: queue, prefetch: prefetch, concurrency: min(2 * concurrency, prefetch), slots: sender.slots,
                sender: sender)
        }
        let prefetch = settings.boundedPrefetch
        let direct = max(1, min(Self.directConcurrency, prefetch / 4))
        lanes = [
            lane(
                .notifications(settings.channel), suffix: "", share: 1 - SenderSettings.directShare,
                prefetch: prefetch, concurrency: min(settings.concurrency, prefetch)),
            lane(
                .direct(settings.channel), suffix: ":direct", share: SenderSettings.directShare, prefetch: direct,
                concurrency: direct),
        ]
    }

    /// Works until its task is cancelled; then what is in flight is finished and the rest given back.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await noteProgress() }
            for number in board.numbers {
                let keeper = NumberKeeper(number: number, board: board, probeInterval: settings.probeInterval)
                group.addTask { await keeper.run() }
            }
            group.addTask { [hold, gate] in
                for await words in hold.changes() {
                    if let words { gate.pause(.operator(words)) }
                }
            }
            while !Task.isCancelled, await becomeReady() { await work() }
            group.cancelAll()
        }
    }

    /// Waits until no operator holds the channel, and a number and the store are in order.
    /// - Returns: false when the task was cancelled first.
    private func becomeReady() async -> Bool {
        while !Task.isCancelled {
            if let words = hold.reason {
                if words != OperatorHold.unknown { say(.paused(.operator(words))) }
                await hold.lifted(from: words)
                continue
            }
            guard board.isUsable else {
                if let faults = board.faults { say(.paused(.provider(faults))) }
                await board.change()
                continue
            }
            do throws(DeliveryStoreError) {
                try await store.ping()
                return true
            } catch {
                say(.paused(.database("\(error)")))
            }
            do { try await Task.sleep(for: settings.probeInterval) } catch { return false }
        }
        return false
    }

    private func say(_ state: State) {
        let isNew = lastState.withLockedValue { last in
            defer { last = state }
            return last != state
        }
        if isNew { onState(state) }
    }

    /// Consumes until there is a reason to pause or the task is cancelled.
    ///
    /// After a refusal for the account's sake each queue takes one message at a time until one is accepted, so that a
    /// provider that still refuses does not send a whole prefetch back: the broker kills what comes back too often.
    private func work() async {
        for lane in lanes { await lane.openSlots() }
        gate.open()
        // An operator who came in between found the gate shut.
        if let words = hold.reason { gate.pause(.operator(words)) }
        say(.working)
        let loops = lanes.map { $0.loop(on: subscriber, logger: logger) }
        let trials = board.isOnTrial ? lanes.map { $0.loop(on: subscriber, atMost: 1, logger: logger) } : []
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
        if let reason { say(.paused(reason)) }
        // Not cancelled: a handler whose message is accepted must be left to write that down, or it is sent twice.
        for loop in trials + loops { loop.stop() }
        for lane in lanes { await lane.closeSlots() }
        await withTaskCancellationHandler {
            await consumers.value
        } onCancel: {
            consumers.cancel()
        }
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
        let progress = progress.take(lanes.map(\.queue), isConsuming: isConsuming)
        do throws(DeliveryStoreError) {
            try await store.note(progress)
        } catch {
            logger.debug("progress was not noted", metadata: ["error": "\(error)"])
        }
    }
}
