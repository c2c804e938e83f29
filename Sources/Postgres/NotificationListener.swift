import Logging

/// Listens on channels, on a connection of its own that is made again when it breaks, until its task is cancelled.
struct NotificationListener: Sendable {
    let configuration: PostgresConfiguration
    let channels: [String]
    let logger: Logger
    let continuation: AsyncStream<PostgresNotification>.Continuation

    func run() async {
        var failures = 0
        while !Task.isCancelled {
            do {
                try await listen { failures = 0 }
            } catch {
                logger.debug("listening is interrupted", metadata: ["reason": "\(error.message)"])
            }
            failures += 1
            try? await Task.sleep(for: Backoff.wait(afterFailures: failures))
        }
        continuation.finish()
    }

    /// One connection's life. Returns when it is lost or the task is cancelled.
    private func listen(_ hasBegun: () -> Void) async throws(PostgresError) {
        let lost = AsyncStream.makeStream(of: Void.self)
        let connection = PostgresConnection(configuration) { [self] _, event in
            switch event {
            case .notification(let channel, let text): tell(.payload(channel: channel, text: text))
            case .lost: lost.continuation.finish()
            }
        }
        try await connection.connect()
        for channel in channels { try await connection.execute("LISTEN \(Self.quoted(channel))") }
        hasBegun()
        tell(.resumed)
        for await _ in lost.stream {}
        await connection.close()
    }

    private func tell(_ notification: PostgresNotification) {
        if case .dropped = continuation.yield(notification) { continuation.yield(.resumed) }
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
