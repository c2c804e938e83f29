import DequeModule
import Messaging
import ThreadExecutor

/// Publishes on one connection and one channel, on a thread of its own. Callers leave messages in the inbox; the
/// thread writes them as the window has room, reads confirms, and settles tickets.
actor PublisherConnection {
    /// Unconfirmed messages at most.
    static let window = 200
    /// Writes, and events read, before the other side has its turn.
    private static let turn = 64
    private static let channel: UInt16 = 1
    /// How long a shutdown waits for confirms.
    private static let closingTimeout = Duration.seconds(5)

    nonisolated let inbox = Inbox<PendingPublish>()
    private nonisolated let executor: ThreadExecutor
    private let timeout: Duration
    private let figures: PublishFigures
    private var link: Link
    private var window = ConfirmWindow<PublishTicket>(limit: PublisherConnection.window)
    private var waiting: Deque<PendingPublish> = []
    private var arrivals: [PendingPublish] = []
    /// The broker's reason for taking no messages.
    private var blocked: String?
    private var closing: ContinuousClock.Instant?
    private var phase = Phase.created
    private var closeWaiters: [CheckedContinuation<Void, Never>] = []

    private enum Phase { case created, running, closed }

    init(_ settings: LinkSettings, timeout: Duration, onState: @escaping @Sendable (BrokerState) -> Void) {
        executor = ThreadExecutor(name: "amqp-publish")
        figures = PublishFigures(connection: settings.name)
        link = Link(settings, onState: onState)
        self.timeout = timeout
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Begins to connect, and stays connected until `shutDown`.
    func start() {
        guard phase == .created else { return }
        phase = .running
        link.report(.connecting(reason: nil))
        executor.setIdleHook { [weak self] wake in self?.assumeIsolated { $0.pump(wake) } }
    }

    /// Takes no more messages, waits some seconds for what is under way, and disconnects.
    func shutDown() async {
        inbox.shut()
        if phase == .created { finish() }
        if phase == .running, closing == nil { closing = .now + Self.closingTimeout }
        await closed()
    }

    /// Returns once it has shut down.
    func closed() async {
        guard phase != .closed else { return }
        await withCheckedContinuation { closeWaiters.append($0) }
    }

    /// The thread's work until a job wants it.
    private func pump(_ wake: Int32) {
        while phase == .running {
            takeArrivals()
            connect()
            let isIdle = exchange()
            expire(at: .now)
            if mustFinish { return finish() }
            let wakeTime = isIdle && inbox.mayOwnerSleep() ? nextWakeTime : .now
            let descriptor = link.connection?.descriptor ?? -1
            if waitUntilReadable(wake, inbox.descriptor, descriptor, until: wakeTime) { return }
        }
    }

    private var nextWakeTime: ContinuousClock.Instant {
        let attempt = link.connection == nil ? link.nextAttempt : nil
        let times = [attempt, waiting.first?.deadline, window.nextDeadline, closing]
        return times.compactMap(\.self).min().map { min($0, .now + .seconds(1)) } ?? .now + .seconds(1)
    }

    private func takeArrivals() {
        inbox.take(into: &arrivals)
        waiting.append(contentsOf: arrivals)
        arrivals.removeAll(keepingCapacity: true)
    }

    private func connect() {
        let isNew = link.connectIfDue(at: .now) { connection throws(ConnectionFailure) in
            try connection.openChannel(Self.channel)
            try connection.selectConfirms(Self.channel)
        }
        if isNew { link.report(.ready) }
    }

    /// Writes and reads some; whether there is nothing more to do for now.
    private func exchange() -> Bool {
        guard let connection = link.connection else { return true }
        do throws(ConnectionFailure) {
            let hasWritten = try write(connection)
            let hasRead = try read(connection)
            connection.releaseBuffers()
            try checkProgress()
            // Confirms just read may have made room, and once all are in nothing more will come to wake this thread.
            return hasWritten && hasRead && !mayWrite
        } catch {
            lose(error)
            return true
        }
    }

    private var mayWrite: Bool { blocked == nil && window.hasRoom && !waiting.isEmpty }

    /// Whether everything that may be written is.
    private func write(_ connection: Connection) throws(ConnectionFailure) -> Bool {
        let isBurst = waiting.count > 1
        if isBurst { connection.cork(true) }
        defer { if isBurst { connection.cork(false) } }
        for _ in 0..<Self.turn {
            guard blocked == nil, window.hasRoom, let next = waiting.popFirst() else { return true }
            // Entered before it is written: when the write fails, its fate is as unknown as the others'.
            window.sent(next.publication, deadline: next.deadline, ticket: next.ticket)
            try connection.publish(next.publication, channel: Self.channel)
        }
        return false
    }

    /// Whether everything that had come was read.
    private func read(_ connection: Connection) throws(ConnectionFailure) -> Bool {
        for _ in 0..<Self.turn {
            guard let event = try connection.nextEvent() else { return true }
            try handle(event, connection)
        }
        return false
    }

    private func handle(_ event: Event, _ connection: Connection) throws(ConnectionFailure) {
        switch event {
        case .confirmed(let tag, let multiple): settle(window.confirmed(tag, multiple: multiple))
        case .refused(let tag, let multiple): settle(window.refused(tag, multiple: multiple))
        case .returned(let routed):
            window.returned(
                exchange: routed.exchange, routingKey: routed.routingKey, messageID: routed.message.messageID)
        case .channelClosed(let channel, let text):
            settle(window.channelClosed(text))
            connection.confirmChannelClosed(channel)
            try connection.openChannel(Self.channel)
            try connection.selectConfirms(Self.channel)
        case .connectionClosed(let text):
            connection.confirmConnectionClosed()
            throw .connection(text)
        case .blocked(let reason):
            blocked = reason
            link.report(.blocked(reason))
        case .unblocked:
            blocked = nil
            link.report(.ready)
        case .delivered, .consumerCancelled: break
        }
    }

    private func settle(_ ticket: PublishTicket, _ result: Result<Void, PublishError>) {
        figures.settled(result)
        ticket.settle(result)
    }

    private func settle(_ settled: [ConfirmWindow<PublishTicket>.Settled]) {
        for (ticket, result) in settled { settle(ticket, result) }
    }

    private func lose(_ failure: ConnectionFailure) {
        link.lost(failure, at: .now)
        blocked = nil
        settle(window.connectionLost())
    }

    /// A broker that leaves a confirm out for so long has lost it.
    private func checkProgress() throws(ConnectionFailure) {
        if let oldest = window.oldestDeadline, oldest + timeout < .now {
            throw .connection("no confirm for \(timeout * 2)")
        }
    }

    private func expire(at now: ContinuousClock.Instant) {
        if let deadline = window.nextDeadline, deadline <= now { settle(window.expired(at: now)) }
        while let next = waiting.first, next.deadline <= now {
            waiting.removeFirst()
            settle(next.ticket, .failure(reasonForWaiting))
        }
    }

    private var reasonForWaiting: PublishError {
        if link.connection == nil { return .connectionLost }
        return blocked == nil ? .timedOut : .blocked
    }

    private var mustFinish: Bool {
        guard let closing else { return false }
        return link.connection == nil || closing <= .now || (waiting.isEmpty && window.count == 0)
    }

    private func finish() {
        phase = .closed
        executor.setIdleHook(nil)
        link.close()
        takeArrivals()
        settle(window.connectionLost())
        while let next = waiting.popFirst() { settle(next.ticket, .failure(.connectionLost)) }
        for waiter in closeWaiters { waiter.resume() }
        closeWaiters = []
    }
}
