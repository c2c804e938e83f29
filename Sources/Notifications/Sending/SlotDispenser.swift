import DequeModule

/// Hands out send slots in the order in which they are asked for, each at its time.
///
/// Slots are shared by all replicas through the store and taken in batches of a quarter of a second's worth, never
/// more than are asked for, so that a quiet sender holds none that another could use.
package actor SlotDispenser {
    private typealias Waiting = CheckedContinuation<Result<SendSlot?, DeliveryStoreError>, Never>

    private let key: String
    private let step: Duration?
    private let largestBatch: Int
    private let store: any DeliveryStore
    private var waiting: Deque<Waiting> = []
    /// Who comes before all of them.
    private var urgent: Deque<Waiting> = []
    private var slots: Deque<ContinuousClock.Instant> = []
    private var isPumping = false
    private var isOpen = true
    private let pause: SlotPause

    /// - Parameters:
    ///   - key: the name under which replicas share.
    ///   - rate: slots a second; zero for no limit.
    ///   - pause: of the number, for all its dispensers.
    package init(key: String, rate: Double, store: any DeliveryStore, pause: SlotPause = SlotPause()) {
        self.key = key
        self.store = store
        self.pause = pause
        step = rate > 0 ? .nanoseconds(Int64(1_000_000_000 / rate)) : nil
        largestBatch = max(1, Int(rate / 4))
    }

    /// The next slot, at its time; nil when the dispenser is closed, before or while waiting.
    /// - Parameter isUrgent: before all others who wait. For a message that has waited for a slot already, and then for
    ///   its recipient: behind a long queue it would meet the recipient's next message.
    package nonisolated func next(isUrgent: Bool = false) async throws(DeliveryStoreError) -> SendSlot? {
        guard step != nil || pause.end != nil else { return .unlimited }
        return try await wait(isUrgent)
    }

    /// Gives a slot back that was not needed.
    package nonisolated func release(_ slot: SendSlot) async {
        guard let time = slot.time, !slot.isLapsed() else { return }
        await takeBack(time)
    }

    /// Hands out nothing for a while. Slots that were taken for that time lapse.
    package nonisolated func hold(for duration: Duration) { pause.extend(to: .now + duration) }

    /// Everybody who waits gets nil, and so does everybody who asks, until `open`.
    package func close() {
        isOpen = false
        finishAll(.success(nil))
    }

    package func open() {
        isOpen = true
    }

    /// Whether a slot has been asked for that is not yet due.
    var isAnybodyWaiting: Bool { count > 0 }

    /// How many wait.
    var count: Int { urgent.count + waiting.count }

    private func wait(_ isUrgent: Bool) async throws(DeliveryStoreError) -> SendSlot? {
        guard isOpen else { return nil }
        let result = await withCheckedContinuation { continuation in
            if isUrgent { urgent.append(continuation) } else { waiting.append(continuation) }
            if !isPumping {
                isPumping = true
                Task.detached { await self.pump() }
            }
        }
        return try result.get()
    }

    private func takeBack(_ time: ContinuousClock.Instant) {
        if let first = popFirst() {
            first.resume(returning: .success(SendSlot(time: time)))
        } else {
            slots.prepend(time)
        }
    }

    private func popFirst() -> Waiting? { urgent.popFirst() ?? waiting.popFirst() }

    private func pump() async {
        while isAnybodyWaiting {
            if let end = pause.end {
                try? await Task.sleep(until: end, clock: .continuous)
                continue
            }
            guard step != nil else {
                finishAll(.success(.unlimited))
                continue
            }
            dropLapsed()
            guard let time = slots.first else {
                await refill()
                continue
            }
            if time > .now { try? await Task.sleep(until: time, clock: .continuous) }
            guard slots.first == time else { continue }
            slots.removeFirst()
            popFirst()?.resume(returning: .success(SendSlot(time: time)))
        }
        isPumping = false
    }

    private func refill() async {
        guard let step else { return }
        let count = min(self.count, largestBatch)
        do throws(DeliveryStoreError) {
            let first = try await store.takeSlots(key: key, count: count, step: step)
            let start = ContinuousClock.now + first
            for index in 0..<count { slots.append(start + step * index) }
        } catch {
            finishAll(.failure(error))
        }
    }

    private func dropLapsed() {
        while let first = slots.first, SendSlot(time: first).isLapsed() { slots.removeFirst() }
    }

    private func finishAll(_ result: Result<SendSlot?, DeliveryStoreError>) {
        let all = Array(urgent) + Array(waiting)
        urgent.removeAll()
        waiting.removeAll()
        for continuation in all { continuation.resume(returning: result) }
    }
}
