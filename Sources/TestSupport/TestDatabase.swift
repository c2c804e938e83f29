import Foundation
import Logging
package import Postgres

/// Databases of a test's own, on the server of `TEST_DATABASE_URL`: made for a test and dropped after it.
package enum TestDatabase {
    /// Makes a database, gives `body` its URL, and drops it whatever happens. `template` is what it is copied from:
    /// nobody may be connected to that one; `template0` is empty.
    package static func withURL<R>(
        template: String = "template0", _ body: (String) async throws -> R
    ) async throws -> R {
        guard let server = TestEnvironment.databaseURL else { throw MissingServer(variable: "TEST_DATABASE_URL") }
        RealServerUse.note()
        let name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        try await onServer(server, "CREATE DATABASE \(name) TEMPLATE \(template)")
        do {
            let answer = try await body(url(server, database: name))
            try await onServer(server, "DROP DATABASE \(name) WITH (FORCE)")
            return answer
        } catch {
            try? await onServer(server, "DROP DATABASE \(name) WITH (FORCE)")
            throw error
        }
    }

    /// Makes an empty database and a pool on it. The schema `campanello` is there, without tables.
    package static func withPool<R>(
        size: Int = 4, _ body: (PostgresPool) async throws -> R
    ) async throws -> R {
        try await withURL { url in
            let configuration = try PostgresConfiguration(url: url, applicationName: "test", size: size)
            return try await withPool(configuration) { pool in
                try await pool.execute("CREATE SCHEMA IF NOT EXISTS campanello")
                return try await body(pool)
            }
        }
    }

    /// A pool that is shut down whatever happens.
    package static func withPool<R>(
        _ configuration: PostgresConfiguration,
        onState: (@Sendable (PostgresState) -> Void)? = nil,
        _ body: (PostgresPool) async throws -> R
    ) async throws -> R {
        let pool = PostgresPool(configuration: configuration, logger: Logger(label: "test"), onState: onState)
        do {
            let answer = try await body(pool)
            await pool.shutdown()
            return answer
        } catch {
            await pool.shutdown()
            throw error
        }
    }

    /// The server's URL with another database.
    package static func url(_ server: String, database: String) -> String {
        guard var parts = URLComponents(string: server) else { return server }
        parts.path = "/" + database
        return parts.string ?? server
    }

    private static func onServer(_ url: String, _ statement: String) async throws {
        let configuration = try PostgresConfiguration(url: url, applicationName: "test-setup", size: 1)
        try await withPool(configuration, onState: { _ in }) { _ = try await $0.execute(statement) }
    }
}

/// A test needs a server that the environment does not name.
package struct MissingServer: Error, CustomStringConvertible {
    package let variable: String
    package var description: String { "\(variable) is not set" }
}
