package import Logging
import NIOConcurrencyHelpers

/// Up to `size` connections, opened as they are needed and shared by everybody; lost ones are replaced.
///
/// Callers are served in the order of their calls and wait at most `leaseTimeout` for a free connection. The pool
/// keeps at least one connection open, or tries to, with growing waits: its state tells whether the database is there.
package final class PostgresPool: PostgresExecutor {
    typealias Lease = CheckedContinuation<Result<PostgresConnection, PostgresError>, Never>
    typealias State = PoolState<PostgresConnection, Lease>

    package let configuration: PostgresConfiguration
    let logger: Logger
    let state: NIOLockedValueBox<State>
    let listeners = NIOLockedValueBox(ListenerList())
    private let reporter: StateReporter
    /// Where all connections live, where they share a thread.
    private let thread: SocketThread?
    private let isExpiring = NIOLockedValueBox(false)
    private let numbers = NIOLockedValueBox<UInt64>(0)

    /// Begins to connect at once. `onState` is called once per change, in order, on any thread; without it the changes
    /// are logged.
    package init(
        configuration: PostgresConfiguration,
        logger: Logger,
        onState: (@Sendable (PostgresState) -> Void)? = nil
    ) {
        self.configuration = configuration
        self.logger = logger
        thread = configuration.sharesThread ? SocketThread() : nil
        state = NIOLockedValueBox(State(size: configuration.size))
        reporter = StateReporter(logger: logger, onState: onState)
        apply { $0.start() }
    }

    package func query(_ sql: String, _ parameters: [PostgresValue]) async throws(PostgresError) -> [PostgresRow] {
        try await query(sql, parameters, plan: .kept)
    }

    package func query(
        _ sql: String, _ parameters: [PostgresValue], plan: StatementPlan
    ) async throws(PostgresError) -> [PostgresRow] {
        let connection = try await lease()
        defer { release(connection) }
        return try await connection.query(sql, parameters, plan: plan)
    }

    package func query(_ statements: [PostgresStatement]) async throws(PostgresError) -> [[PostgresRow]] {
        let connection = try await lease()
        defer { release(connection) }
        return try await connection.query(statements)
    }

    @discardableResult
    package func execute(_ sql: String, _ parameters: [PostgresValue]) async throws(PostgresError) -> Int {
        try await execute(sql, parameters, plan: .kept)
    }

    @discardableResult
    package func execute(
        _ sql: String, _ parameters: [PostgresValue], plan: StatementPlan
    ) async throws(PostgresError) -> Int {
        let connection = try await lease()
        defer { release(connection) }
        return try await connection.execute(sql, parameters, plan: plan)
    }

    /// How the connections are used at this instant.
    package var counts: (size: Int, idle: Int, used: Int, waiting: Int) { state.withLockedValue { $0.counts } }

    /// Gives `body` a connection of its own. One that comes back inside a transaction, or with another time limit, is
    /// replaced.
    package func withConnection<R: Sendable>(_ body: (PostgresConnection) async throws -> R) async throws -> R {
        let connection = try await lease()
        defer { release(connection) }
        return try await body(connection)
    }

    /// Closes all connections; those in use when they come back. Whoever waits, and every later call, gets
    /// `poolClosed`. Listeners end.
    package func shutdown() async {
        let (actions, waiters) = state.withLockedValue { $0.close() }
        for waiter in waiters { waiter.resume(returning: .failure(.poolClosed)) }
        for connection in actions.close { await connection.close() }
        listeners.withLockedValue { $0.removeAll() }.forEach { $0.cancel() }
        report()
    }

    func lease() async throws(PostgresError) -> PostgresConnection {
        guard !Task.isCancelled else { throw .cancelledWait }
        if let connection = state.withLockedValue({ $0.lease() }) { return connection }
        let number = numbers.withLockedValue { number in
            number += 1
            return number
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { wait($0, number) }
        } onCancel: {
            stopWaiting(number)
        }
        return try result.get()
    }

    func release(_ connection: PostgresConnection) {
        let (isReusable, loss) = connection.condition.withLockedValue { ($0.isReusable, $0.loss) }
        apply { $0.release(connection, isReusable: isReusable, loss: loss) }
    }

    private func wait(_ continuation: Lease, _ number: UInt64) {
        let deadline = ContinuousClock.now + configuration.leaseTimeout
        let waiting = State.Waiting(number: number, waiter: continuation, deadline: deadline)
        guard let actions = state.withLockedValue({ $0.wait(waiting) }) else {
            return continuation.resume(returning: .failure(.poolClosed))
        }
        perform(actions)
        // A cancellation before the line above found nobody to stop.
        if Task.isCancelled { stopWaiting(number) }
        expireLater()
    }

    private func stopWaiting(_ number: UInt64) {
        state.withLockedValue { $0.stopWaiting(number) }?.resume(returning: .failure(.cancelledWait))
    }

    /// One task wakes at the first waiter's deadline, as long as anybody waits.
    private func expireLater() {
        let mustStart = isExpiring.withLockedValue { isExpiring in
            defer { isExpiring = true }
            return !isExpiring
        }
        guard mustStart else { return }
        Task {
            while let deadline = nextDeadline() {
                try? await Task.sleep(until: deadline)
                let (expired, failure, open) = state.withLockedValue {
                    ($0.expired(at: .now), $0.lastFailure, $0.openCount)
                }
                let error = PostgresError.noFreeConnection(configuration, failure: failure, open: open)
                for waiter in expired { waiter.resume(returning: .failure(error)) }
            }
        }
    }

    private func nextDeadline() -> ContinuousClock.Instant? {
        isExpiring.withLockedValue { isExpiring in
            let deadline = state.withLockedValue { $0.nextDeadline }
            isExpiring = deadline != nil
            return deadline
        }
    }

    private func apply(_ event: (inout State) -> State.Actions) {
        perform(state.withLockedValue(event))
    }

    private func perform(_ actions: State.Actions) {
        for served in actions.serve { served.waiter.resume(returning: .success(served.connection)) }
        for connection in actions.close { Task { await connection.close() } }
        for _ in 0..<actions.connect { Task { await connect() } }
        if actions.connect > 0 || !actions.close.isEmpty { report() }
    }

    private func connect() async {
        let failures = state.withLockedValue { $0.failures }
        if failures > 0 { try? await Task.sleep(for: Backoff.wait(afterFailures: failures)) }
        guard !state.withLockedValue({ $0.isClosed }) else { return }
        let connection = PostgresConnection(configuration, thread: thread ?? SocketThread()) {
            [weak self] connection, event in
            guard case .lost(let reason) = event else { return }
            self?.apply { $0.lost(connection, reason: reason) }
        }
        do {
            try await connection.connect()
            apply { $0.connected(connection) }
        } catch {
            apply { $0.failed(error.message) }
        }
        report()
    }

    private func report() {
        reporter.report {
            state.withLockedValue { state in
                if state.isClosed { return .closed }
                if state.openCount > 0 { return .ready }
                return state.lastFailure.map { .unavailable(reason: $0) }
            }
        }
    }
}
