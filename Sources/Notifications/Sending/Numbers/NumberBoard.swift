import NIOConcurrencyHelpers

/// How each of a channel's numbers stands, and which of them the next message takes.
package final class NumberBoard: Sendable {
    /// The leave to send one message from a number. Whoever holds one says afterwards what came of it.
    struct Reservation: Sendable {
        let number: SendingNumber
        let isTrial: Bool
    }

    private struct Health {
        /// Not before its account was asked once.
        var isChecked = false
        var fault: ProviderError?
        /// How long the account is left alone after a message was refused.
        var rest = Duration.zero
        var breaker: CircuitBreaker
        var refusals: RefusalBackoff
        var throttles = ThrottleWatch()

        func isOpen(at now: ContinuousClock.Instant) -> Bool {
            isChecked && fault == nil && breaker.isClosed(at: now)
        }
    }

    package let numbers: [SendingNumber]
    package let routing: NumberRouting
    private let health: NIOLockedValueBox<[Int: Health]>
    private let onChange: @Sendable (SendingNumber, NumberChange) -> Void
    private let pauses: [Int: AsyncStream<Void>]
    private let pauseBells: [Int: AsyncStream<Void>.Continuation]
    private let changes: AsyncStream<Void>
    private let changeBell: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - numbers: at least one, with distinct indices.
    ///   - restAfterRefusal: the shortest pause after a refusal for the account's sake.
    ///   - onChange: called once per change.
    package init(
        _ numbers: [SendingNumber], routing: NumberRouting, breaker: CircuitBreaker.Policy, restAfterRefusal: Duration,
        onChange: @escaping @Sendable (SendingNumber, NumberChange) -> Void
    ) {
        self.numbers = numbers
        self.routing = routing
        self.onChange = onChange
        let fresh = Health(
            breaker: CircuitBreaker(breaker), refusals: RefusalBackoff(first: restAfterRefusal))
        health = NIOLockedValueBox(Dictionary(uniqueKeysWithValues: numbers.map { ($0.index, fresh) }))
        let bells = numbers.map { ($0.index, AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))) }
        pauses = Dictionary(uniqueKeysWithValues: bells.map { ($0.0, $0.1.stream) })
        pauseBells = Dictionary(uniqueKeysWithValues: bells.map { ($0.0, $0.1.continuation) })
        (changes, changeBell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The number of an index; nil when it is not configured any more.
    func number(_ index: Int) -> SendingNumber? { numbers.first { $0.index == index } }
}

extension NumberBoard {
    /// The numbers that a message may take now, ascending.
    func open(at now: ContinuousClock.Instant = .now) -> [Int] {
        health.withLockedValue { health in health.filter { $0.value.isOpen(at: now) }.keys.sorted() }
    }

    /// The number for a person's next message; nil when none is to be had.
    func reserve(for userID: Int64, at now: ContinuousClock.Instant = .now) -> Reservation? {
        health.withLockedValue { health in
            let open = health.filter { $0.value.isOpen(at: now) }.map(\.key)
            guard let index = routing.choice(for: userID, among: open), let number = number(index) else { return nil }
            switch health[index]?.breaker.admit(at: now) {
            case .admitted: return Reservation(number: number, isTrial: false)
            case .trial: return Reservation(number: number, isTrial: true)
            case .refused, nil: return nil
            }
        }
    }

    /// This number and no other; nil when it is not to be had.
    func reserve(number index: Int, at now: ContinuousClock.Instant = .now) -> Reservation? {
        guard let number = number(index) else { return nil }
        return health.withLockedValue { health in
            guard health[index]?.isOpen(at: now) == true else { return nil }
            switch health[index]?.breaker.admit(at: now) {
            case .admitted: return Reservation(number: number, isTrial: false)
            case .trial: return Reservation(number: number, isTrial: true)
            case .refused, nil: return nil
            }
        }
    }

    /// How long a message for the number, or for any of them, has to wait.
    func wait(for index: Int?, at now: ContinuousClock.Instant = .now) -> Duration {
        health.withLockedValue { health in
            let waits = health.filter { index == nil || $0.key == index }.map { _, health in
                health.fault == nil && health.isChecked ? health.breaker.wait(at: now) : Self.pausedWait
            }
            return max(waits.min() ?? Self.unknownWait, .seconds(1))
        }
    }

    /// How long a message waits that is bound to a paused number, or to one that is configured no more.
    static let pausedWait = Duration.seconds(60)
    static let unknownWait = Duration.seconds(600)

    func settle(
        _ reservation: Reservation, _ verdict: CircuitBreaker.Verdict, at now: ContinuousClock.Instant = .now
    ) {
        let index = reservation.number.index
        let change = health.withLockedValue { health -> NumberChange? in
            guard var one = health[index] else { return nil }
            let wasOpen = one.breaker.isTrouble
            one.breaker.note(verdict, isTrial: reservation.isTrial, at: now)
            if verdict == .accepted {
                one.refusals.accepted()
                one.throttles.passed()
            }
            health[index] = one
            guard one.breaker.isTrouble != wasOpen else { return nil }
            return one.breaker.isTrouble ? .circuitOpened : .circuitClosed
        }
        if let change { onChange(reservation.number, change) }
    }

    /// - Returns: how long the number sends nothing; nil when it goes on.
    func throttled(_ error: ProviderError, for userID: Int64, on number: SendingNumber) -> Duration? {
        let hold = health.withLockedValue { $0[number.index]?.throttles.throttled(error, for: userID) }
        if let hold { onChange(number, .held(hold)) }
        return hold
    }
}

extension NumberBoard {
    /// Why nothing can be sent: every number with its fault; nil while one of them has none.
    var faults: [NumberFault]? {
        let faults = health.withLockedValue { health in
            numbers.compactMap { number in health[number.index]?.fault.map { NumberFault(number: number.name, $0) } }
        }
        return faults.count == numbers.count ? faults : nil
    }

    /// Whether every number that works was refused before, and has accepted nothing since.
    var isOnTrial: Bool {
        health.withLockedValue { health in
            let working = health.values.filter { $0.isChecked && $0.fault == nil }
            return !working.isEmpty && working.allSatisfy(\.refusals.isRefused)
        }
    }

    /// Whether there is a number that may be tried, once every account was asked or one answered.
    var isUsable: Bool { health.withLockedValue { $0.values.contains { $0.isChecked && $0.fault == nil } } }

    /// A number's account is in order as far as can be told.
    func resume(_ index: Int) {
        let isNew = health.withLockedValue { health -> Bool in
            guard var one = health[index] else { return false }
            let wasPaused = one.fault != nil
            if wasPaused { one.breaker.halfOpen(at: .now) }
            one.fault = nil
            one.isChecked = true
            one.rest = .zero
            health[index] = one
            return wasPaused
        }
        if isNew, let number = number(index) { onChange(number, .resumed) }
        changeBell.yield()
    }

    /// A number cannot be used for its account's sake.
    /// - Parameter isRefusal: a message was refused, rather than an account call answered badly.
    func pause(_ index: Int, _ error: ProviderError, isRefusal: Bool) {
        let isNew = health.withLockedValue { health -> Bool in
            guard var one = health[index] else { return false }
            let isNew = one.fault == nil
            if isNew, isRefusal { one.rest = one.refusals.refused() }
            one.fault = error
            one.isChecked = true
            health[index] = one
            return isNew
        }
        guard isNew else { return }
        if let number = number(index) { onChange(number, .paused(error)) }
        pauseBells[index]?.yield()
        changeBell.yield()
    }

    /// Returns when the number pauses, with how long its account is then left alone; nil when the task is cancelled.
    func paused(_ index: Int) async -> Duration? {
        guard let pauses = pauses[index] else { return nil }
        while !Task.isCancelled {
            let rest = health.withLockedValue { health in health[index].flatMap { $0.fault == nil ? nil : $0.rest } }
            if let rest { return rest }
            for await _ in pauses { break }
        }
        return nil
    }

    /// Returns when a number pauses, resumes or was asked for the first time, or the task is cancelled.
    func change() async {
        for await _ in changes { return }
    }
}

extension CircuitBreaker {
    fileprivate var isTrouble: Bool {
        if case .closed = state { false } else { true }
    }
}
