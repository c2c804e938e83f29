import DequeModule

/// The pool's book-keeping: which connections are free, who waits, how many to open. Pure; `PostgresPool` acts on what
/// it answers.
struct PoolState<Connection: AnyObject & Sendable, Waiter: Sendable>: Sendable {
    struct Waiting: Sendable {
        let number: UInt64
        let waiter: Waiter
        let deadline: ContinuousClock.Instant
    }

    /// What follows from an event.
    struct Actions: Sendable {
        /// Waiters that are served, each with its connection.
        var serve: [(waiter: Waiter, connection: Connection)] = []
        /// Connections to be closed.
        var close: [Connection] = []
        /// How many connections to open. Each answers with `connected` or `failed`.
        var connect = 0
    }

    let size: Int
    private(set) var isClosed = false
    /// Attempts to connect that failed since the last one that did not.
    private(set) var failures = 0
    private(set) var lastFailure: String?
    /// The most recently used last, so that the same few are used while there is little to do.
    private var idle: [Connection] = []
    private var waiting: Deque<Waiting> = []
    private var leased = 0
    private var connecting = 0

    init(size: Int) {
        self.size = size
    }

    var openCount: Int { leased + idle.count }
    var counts: (size: Int, idle: Int, used: Int, waiting: Int) { (size, idle.count, leased, waiting.count) }
    var waitingCount: Int { waiting.count }
    var nextDeadline: ContinuousClock.Instant? { waiting.first?.deadline }

    /// A free connection at once, if nobody waits before.
    mutating func lease() -> Connection? {
        guard !isClosed, waiting.isEmpty, let connection = idle.popLast() else { return nil }
        leased += 1
        return connection
    }

    /// `nil` where the pool is closed.
    mutating func wait(_ waiting: Waiting) -> Actions? {
        guard !isClosed else { return nil }
        self.waiting.append(waiting)
        return settled()
    }

    /// Takes a waiter out: cancelled. `nil` where it has been served meanwhile.
    mutating func stopWaiting(_ number: UInt64) -> Waiter? {
        guard let index = waiting.firstIndex(where: { $0.number == number }) else { return nil }
        return waiting.remove(at: index).waiter
    }

    /// Takes out those who have waited too long. All wait equally long, so they are the first ones.
    mutating func expired(at now: ContinuousClock.Instant) -> [Waiter] {
        var expired: [Waiter] = []
        while let first = waiting.first, first.deadline <= now {
            expired.append(first.waiter)
            waiting.removeFirst()
        }
        return expired
    }

    /// A connection comes back; `loss` says why it is broken, if it is.
    mutating func release(_ connection: Connection, isReusable: Bool, loss: String?) -> Actions {
        leased -= 1
        if openCount == 0, let loss { lastFailure = loss }
        guard isReusable, !isClosed else { return settled(closing: connection) }
        idle.append(connection)
        return settled()
    }

    mutating func connected(_ connection: Connection) -> Actions {
        connecting -= 1
        failures = 0
        lastFailure = nil
        guard !isClosed else { return Actions(close: [connection]) }
        idle.append(connection)
        return settled()
    }

    mutating func failed(_ reason: String) -> Actions {
        connecting -= 1
        failures += 1
        lastFailure = reason
        return settled()
    }

    /// A free connection broke. A leased one is found out when it comes back.
    mutating func lost(_ connection: Connection, reason: String) -> Actions {
        guard let index = idle.firstIndex(where: { $0 === connection }) else { return Actions() }
        idle.remove(at: index)
        if openCount == 0 { lastFailure = reason }
        return settled(closing: connection)
    }

    /// Opens the first connection, before anybody asks.
    mutating func start() -> Actions { settled() }

    /// Closes the free connections and answers with those who wait; leased ones are closed as they come back.
    mutating func close() -> (actions: Actions, waiters: [Waiter]) {
        isClosed = true
        let waiters = waiting.map(\.waiter)
        waiting.removeAll()
        defer { idle.removeAll() }
        return (Actions(close: idle), waiters)
    }

    /// Serves whom it can and decides how many connections to open.
    private mutating func settled(closing connection: Connection? = nil) -> Actions {
        var actions = Actions(close: [connection].compactMap { $0 })
        while let first = waiting.first, let connection = idle.popLast() {
            waiting.removeFirst()
            leased += 1
            actions.serve.append((first.waiter, connection))
        }
        actions.connect = missing
        connecting += actions.connect
        return actions
    }

    /// One connection always, so that an absent database is noticed when it comes back; more only for those who wait.
    /// After a failure one attempt at a time, which spares a server that is starting or full.
    private var missing: Int {
        guard !isClosed else { return 0 }
        let free = size - openCount - connecting
        let wanted = max(waiting.count, openCount == 0 ? 1 : 0) - connecting
        return max(0, min(free, wanted, failures > 0 ? 1 - connecting : wanted))
    }
}
