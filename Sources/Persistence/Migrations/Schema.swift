package import Postgres

/// The schema that this build's stores speak to.
package enum Schema {
    /// The newest migration in the bundle: what a service needs before it may serve.
    package static func required() throws(MigrationError) -> Int {
        try Migration.bundled().last?.version ?? 0
    }

    /// Waits until the database has the schema this build needs; a newer one will do as well.
    ///
    /// - Parameters:
    ///   - pool: where to look; a database that cannot be reached is waited for too.
    ///   - interval: between two looks.
    ///   - report: called once whenever the answer changes: whether the schema is there, and why not. Never called
    ///     twice in a row with the same words.
    /// - Throws: `CancellationError` when the task is cancelled, `MigrationError` when the bundle cannot be read.
    package static func waitUntilCurrent(
        _ pool: PostgresPool, every interval: Duration = .seconds(1),
        report: @Sendable (_ isReady: Bool, _ reason: String) async -> Void = { _, _ in }
    ) async throws {
        let required = try required()
        var said: String?
        while true {
            let reason = await missing(required, in: pool)
            guard let reason else { return await report(true, "schema is at version \(required)") }
            if reason != said { await report(false, reason) }
            said = reason
            try await Task.sleep(for: interval)
        }
    }

    /// Why the schema is not there, or nil when it is.
    private static func missing(_ required: Int, in pool: PostgresPool) async -> String? {
        do {
            let version = try await SchemaVersion.current(on: pool)
            guard version < required else { return nil }
            return "database schema is at version \(version), \(required) is needed: run `campanello migrate`"
        } catch {
            return "database cannot be read yet"
        }
    }
}
