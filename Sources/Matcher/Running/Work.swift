import ServiceLifecycle

/// A part of the Matcher that runs until it is cancelled, which is how it is stopped gracefully.
struct Work: Service {
    /// What it does, for whoever debugs the start.
    let name: String
    let body: @Sendable () async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.body = body
    }

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await body() }
    }
}

/// Stays until it is told to stop, then cleans up.
struct Closing: Service {
    let close: @Sendable () async -> Void

    init(_ close: @escaping @Sendable () async -> Void) {
        self.close = close
    }

    func run() async throws {
        try? await gracefulShutdown()
        await close()
    }
}
