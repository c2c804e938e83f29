import Logging
import Messaging
import ThreadExecutor

/// Consumes on one connection, a channel for each subscription, on a thread of its own: reads deliveries into their
/// queues, collects settlements from the inbox and acknowledges in batches.
actor ConsumerConnection {
    /// Events read before settlements have their turn.
    static let turn = 256
    /// Channels that the broker allows.
    private static let channels: ClosedRange<UInt16> = 1...2000
    private static let measuringChannel: UInt16 = 2001

    nonisolated let inbox = Inbox<Settlement>()
    private nonisolated let executor: ThreadExecutor
    let logger: Logger
    private(set) var link: Link
    var consumers: [UInt16: Consumer] = [:]
    var arrivals: [Settlement] = []
    private var lastGeneration: UInt64 = 0
    var pace = ReadingPace()
    private var phase = Phase.created
    private var closeWaiters: [CheckedContinuation<Void, Never>] = []

    private enum Phase { case created, running, closed }

    init(_ settings: LinkSettings, onState: @escaping @Sendable (BrokerState) -> Void) {
        executor = ThreadExecutor(name: "amqp-consume")
        logger = settings.logger
        link = Link(settings, onState: onState)
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Begins to connect, and stays connected until `shutDown`.
    func start() {
        guard phase == .created else { return }
        phase = .running
        link.report(.connecting(reason: nil))
        executor.setIdleHook { [weak self] wake in self?.assumeIsolated { $0.pump(wake) } }
    }

    /// Adds a subscription and returns its channel.
    func add(_ queue: String, prefetch: UInt16, _ deliveries: DeliveryQueue) throws(SubscriberError) -> UInt16 {
        guard phase != .closed else { throw .closed }
        guard let channel = Self.channels.first(where: { consumers[$0] == nil }) else {
            throw .invalid("\(Self.channels.count) subscriptions are open; no channel is left")
        }
        consumers[channel] = Consumer(queue: queue, prefetch: prefetch, deliveries: deliveries)
        return channel
    }

    /// Ends the flow of a subscription; `deliveries` tells which one, since channels are used again.
    func cancel(_ channel: UInt16, _ deliveries: DeliveryQueue) {
        guard let consumer = consumers[channel], consumer.deliveries === deliveries, consumer.phase != .cancelled
        else { return }
        if consumer.phase == .consuming, let connection = link.connection {
            attempt { () throws(ConnectionFailure) in
                try connection.cancelConsumer(channel, tag: tag(channel))
                while try !read(connection) {}
            } orOnChannelFailure: { _ in
                consumer.interrupted(nil, at: .now)
            }
        }
        consumer.phase = .cancelled
        deliveries.finish()
        retire()
    }

    /// Sends the acknowledgements at hand and disconnects; every stream ends, and what is unsettled goes back.
    func shutDown() {
        guard phase != .closed else { return }
        inbox.shut()
        takeArrivals()
        flush(force: true)
        phase = .closed
        executor.setIdleHook(nil)
        link.close()
        for consumer in consumers.values {
            consumer.deliveries.purge()
            consumer.deliveries.finish()
        }
        consumers = [:]
        for waiter in closeWaiters { waiter.resume() }
        closeWaiters = []
    }

    /// What the queues hold; nothing of those that are not there, or while there is no connection.
    func levels(of queues: [String]) -> [QueueLevel] {
        var levels: [QueueLevel] = []
        attempt { () throws(ConnectionFailure) in
            levels = try link.connection?.levels(of: queues, channel: Self.measuringChannel) ?? []
        } orOnChannelFailure: { _ in
        }
        return levels
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
            register()
            let isIdle = receive()
            flush()
            report()
            if isIdle, pace.mustRest { pace.rest() }
            let wakeTime = isIdle && inbox.mayOwnerSleep(threshold: wakeThreshold) ? nextWakeTime : .now
            let descriptor = link.connection?.descriptor ?? -1
            if waitUntilReadable(wake, inbox.descriptor, descriptor, until: wakeTime) { return }
        }
    }

    /// While acknowledgements wait for their time, only a whole batch more is worth waking up for.
    private var wakeThreshold: Int {
        let collecting = consumers.values.filter { $0.ledger.nextFlush != nil }
        return collecting.isEmpty ? 1 : consumers.values.map(\.ledger.batch).min() ?? 1
    }

    private var nextWakeTime: ContinuousClock.Instant {
        var time = ContinuousClock.now + .seconds(1)
        guard link.connection != nil else { return min(time, link.nextAttempt) }
        for consumer in consumers.values {
            if let next = consumer.ledger.nextFlush { time = min(time, next) }
            if let next = consumer.waitsUntil { time = min(time, next) }
        }
        return time
    }

    private func connect() {
        _ = link.connectIfDue(at: .now) { _ in }
    }

    /// Registers the subscriptions that wait for it.
    private func register() {
        guard link.connection != nil else { return }
        for (channel, consumer) in consumers {
            guard let connection = link.connection, let time = consumer.waitsUntil, time <= .now else { continue }
            attempt { () throws(ConnectionFailure) in
                try connection.openChannel(channel)
                try connection.consume(
                    consumer.queue, channel, prefetch: consumer.prefetch, tag: tag(channel))
                lastGeneration += 1
                consumer.registered(generation: lastGeneration)
            } orOnChannelFailure: { failure in
                consumer.interrupted(Self.fault(failure, consumer.queue), at: .now)
            }
        }
    }

    private static func fault(_ failure: ConnectionFailure, _ queue: String) -> String {
        if case .channel(ConnectionFailure.notFound, _) = failure {
            return ConnectionFailure.missing(["queue '\(queue)'"]).text
        }
        return failure.text
    }

    private func report() {
        guard link.connection != nil else { return }
        let waiting = consumers.values.filter { $0.waitsUntil != nil }
        guard let first = waiting.min(by: { $0.queue < $1.queue }) else { return link.report(.ready) }
        link.report(.connecting(reason: first.fault.map(link.reason)))
    }

    /// Runs a step; a lost connection ends every registration.
    func attempt(
        _ body: () throws(ConnectionFailure) -> Void, orOnChannelFailure: (ConnectionFailure) -> Void
    ) {
        do throws(ConnectionFailure) {
            try body()
        } catch {
            if case .channel = error { return orOnChannelFailure(error) }
            link.lost(error, at: .now)
            for consumer in consumers.values { consumer.interrupted(nil, at: .now) }
        }
    }

    private func tag(_ channel: UInt16) -> String {
        "\(link.name) \(channel)"
    }
}
