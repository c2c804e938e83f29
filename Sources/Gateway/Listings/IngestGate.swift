/// Lets a few ingests in at a time, so that their memory stays bounded; the others wait their turn.
actor IngestGate {
    private let maximumRunning: Int
    private let maximumWaiting: Int
    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(running: Int = 2, waiting: Int = 32) {
        maximumRunning = running
        maximumWaiting = waiting
    }

    /// Runs `body` when there is room.
    /// - Throws: ``Problem`` 503 when too many are waiting already; what `body` throws.
    func run<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        try await enter()
        defer { leave() }
        return try await body()
    }

    private func enter() async throws(Problem) {
        if running < maximumRunning {
            running += 1
            return
        }
        guard waiting.count < maximumWaiting else {
            throw .unavailable("Too many ingests are waiting.", retryAfter: 10)
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// A place is handed on to who waits longest, without becoming free in between.
    private func leave() {
        if waiting.isEmpty {
            running -= 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
