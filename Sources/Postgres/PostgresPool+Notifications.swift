import NIOConcurrencyHelpers

extension PostgresPool {
    /// How many notifications wait for a slow reader; beyond it the oldest go, and `.resumed` is said instead.
    private static let bufferSize = 1024

    /// What is notified on `channels` from now on, on a connection of its own beside the pool's.
    ///
    /// The stream survives lost connections and ends with the pool's shutdown or the reader's task. `.resumed` comes
    /// first, and after every gap: what was notified meanwhile is lost.
    package func notifications(on channels: [String]) -> AsyncStream<PostgresNotification> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: PostgresNotification.self, bufferingPolicy: .bufferingNewest(Self.bufferSize))
        let listener = NotificationListener(
            configuration: configuration, channels: channels, logger: logger, continuation: continuation)
        let task = Task { await listener.run() }
        let number = listeners.withLockedValue { $0.add(task) }
        continuation.onTermination = { [listeners] _ in
            task.cancel()
            listeners.withLockedValue { $0.remove(number) }
        }
        if state.withLockedValue({ $0.isClosed }) { task.cancel() }
        return stream
    }
}

/// The tasks of a pool's listeners.
struct ListenerList: Sendable {
    private var tasks: [UInt64: Task<Void, Never>] = [:]
    private var last: UInt64 = 0

    mutating func add(_ task: Task<Void, Never>) -> UInt64 {
        last += 1
        tasks[last] = task
        return last
    }

    mutating func remove(_ number: UInt64) {
        tasks[number] = nil
    }

    mutating func removeAll() -> [Task<Void, Never>] {
        defer { tasks = [:] }
        return Array(tasks.values)
    }
}
