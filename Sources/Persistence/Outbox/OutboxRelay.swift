package import Logging
package import Messaging
package import Postgres

/// Publishes what one service wrote into the outbox, and deletes it once the broker has confirmed.
///
/// Several replicas of a service may run: they share the rows by lease. Killed at any line, a relay repeats at most
/// what it had in flight (one batch a lane); nothing is lost. Each lane has its own worker: one that the broker
/// refuses backs off alone. Within a lane, events are published in the order they were written, but for repeats; what
/// is handed over goes beside them.
package struct OutboxRelay: Sendable {
    package struct Configuration: Sendable {
        /// How long a replica may take over a batch before others repeat it.
        package var lease: Duration = .seconds(30)
        /// Events in a batch.
        package var batch = 500
        /// How long a lane that is fed all the while gathers before its next batch, when the last one was not full.
        package var gathering: Duration = .milliseconds(10)
        /// How often to look without being called; also how late an event with a `delay` may be.
        package var poll: Duration = .seconds(1)
        /// The longest wait of a lane that the broker refuses.
        package var longestWait: Duration = .seconds(30)
        /// How long an event that can never be published is left alone before it is tried, and complained of, again.
        package var setAside: Duration = .seconds(3600)
        /// How often the lag is measured.
        package var measure: Duration = .seconds(15)

        package init() {}
    }

    let leases: OutboxLeases
    let publisher: any Publisher
    let configuration: Configuration
    let observer: any OutboxObserver
    let logger: Logger
    private let pool: PostgresPool
    private let handover: OutboxHandover?

    /// - Parameter handover: where writers of this process leave events that they have just committed.
    package init(
        service: String, pool: PostgresPool, publisher: any Publisher, logger: Logger,
        configuration: Configuration = Configuration(), observer: any OutboxObserver = OutboxFigures(),
        handover: OutboxHandover? = nil
    ) {
        leases = OutboxLeases(service: service, pool: pool, lease: configuration.lease)
        self.publisher = publisher
        self.configuration = configuration
        self.observer = observer
        self.logger = logger
        self.pool = pool
        self.handover = handover
    }

    /// Relays until the task is cancelled; batches in flight are finished first.
    package func run() async {
        let (calls, caller) = AsyncStream.makeStream(of: Call.self)
        let board = LaneBoard()
        await withDiscardingTaskGroup { group in
            group.addTask { await listen(caller) }
            group.addTask { await poll(caller) }
            group.addTask { await measureLag() }
            if let handover { group.addTask { await takeOver(from: handover) } }
            for await call in calls {
                for lane in await lanes(of: call) where await board.begin(lane) {
                    group.addTask { await LaneWorker(lane: lane, relay: self).run(on: board) }
                }
            }
            group.cancelAll()
        }
    }

    /// How far each lane is behind.
    package func lag() async throws(PostgresError) -> [OutboxLag] {
        try await leases.lag()
    }

    /// What a relay is called for.
    private enum Call: Sendable {
        case lane(OutboxLane)
        /// Whatever lane has rows: after a reconnection, and now and then.
        case everything
    }

    private func listen(_ caller: AsyncStream<Call>.Continuation) async {
        for await notification in pool.notifications(on: ["campanello_outbox"]) {
            guard case .payload(_, let text) = notification else {
                caller.yield(.everything)
                continue
            }
            let words = text.split(separator: " ").map(String.init)
            guard words.count == 3, words[0] == leases.service else { continue }
            caller.yield(.lane(OutboxLane(exchange: words[1], routingKey: words[2])))
        }
    }

    /// Publishes what is handed over, each batch beside the others. What came before the end is finished.
    private func takeOver(from handover: OutboxHandover) async {
        handover.open()
        let work = Task {
            await withDiscardingTaskGroup { group in
                for await batch in handover.batches {
                    group.addTask {
                        if await !LaneWorker(lane: batch.lane, relay: self).publish(batch) { handover.pause() }
                    }
                }
            }
        }
        await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            handover.close()
        }
    }

    private func poll(_ caller: AsyncStream<Call>.Continuation) async {
        while !Task.isCancelled {
            caller.yield(.everything)
            try? await Task.sleep(for: configuration.poll)
        }
        caller.finish()
    }

    private func measureLag() async {
        while !Task.isCancelled {
            if let lags = try? await leases.lag() { observer.measured(lags) }
            try? await Task.sleep(for: configuration.measure)
        }
    }

    /// None while the database is away: the pool says that it is, and the next call looks again.
    private func lanes(of call: Call) async -> [OutboxLane] {
        switch call {
        case .lane(let lane): [lane]
        case .everything: (try? await leases.lanes()) ?? []
        }
    }
}
