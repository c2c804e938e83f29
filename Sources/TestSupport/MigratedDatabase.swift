import Logging
import Persistence
package import Postgres

/// Gives `body` a pool on a new database that has the newest schema, and drops the database whatever happens.
package func withMigratedDatabase<R>(size: Int = 4, _ body: (PostgresPool) async throws -> R) async throws -> R {
    try await withMigratedDatabaseURL { url in
        let configuration = try PostgresConfiguration(url: url, applicationName: "test", size: size)
        return try await TestDatabase.withPool(configuration, body)
    }
}

/// The same with the database's URL, for services that make their own pools.
package func withMigratedDatabaseURL<R>(_ body: (String) async throws -> R) async throws -> R {
    guard let server = TestEnvironment.databaseURL else { throw MissingServer(variable: "TEST_DATABASE_URL") }
    let template = try await TemplateDatabase.shared.name(on: server)
    return try await TestDatabase.withURL(template: template) { url in
        let configuration = try PostgresConfiguration(url: url, applicationName: "test-setup", size: 1)
        // The template may be some days old.
        try await TestDatabase.withPool(configuration, onState: { _ in }) { pool in
            _ = try await pool.query("SELECT campanello.ensure_match_partitions(7)")
        }
        return try await body(url)
    }
}

/// A database with the newest schema that others are copied from, which takes a fraction of migrating each. It stays
/// on the server under a name made of the migrations, and serves later runs.
private actor TemplateDatabase {
    static let shared = TemplateDatabase()
    private var task: Task<String, any Error>?

    func name(on server: String) async throws -> String {
        let task = task ?? Task { try await Self.prepare(on: server) }
        self.task = task
        return try await task.value
    }

    private static func prepare(on server: String) async throws -> String {
        let configuration = try PostgresConfiguration(
            url: server, applicationName: "test-setup", size: 1, statementTimeout: .seconds(120))
        let migrations = try Migration.bundled()
        return try await TestDatabase.withPool(configuration, onState: { _ in }) { pool in
            try await pool.withConnection { connection in
                let name = try await name(of: migrations, on: connection)
                // Other test processes may be about to make the same template.
                _ = try await connection.query("SELECT pg_advisory_lock(hashtext($1))", [.text(name)])
                let isThere = try await connection.query("SELECT FROM pg_database WHERE datname = $1", [.text(name)])
                if isThere.isEmpty { try await make(name, server, migrations, on: connection) }
                _ = try await connection.query("SELECT pg_advisory_unlock(hashtext($1))", [.text(name)])
                return name
            }
        }
    }

    private static func name(of migrations: [Migration], on connection: PostgresConnection) async throws -> String {
        let text =
            migrations.map { "\($0.version) \($0.name)\n\($0.sql)" }.joined(separator: "\n")
            + ServiceRoles.installer.definition
        let rows = try await connection.query("SELECT 'template_' || md5($1) AS name", [.text(text)])
        guard let row = rows.first else { throw DeadlinePassed(what: "a template's name", limit: .zero) }
        return try row.decode("name")
    }

    /// Under another name until it is whole.
    private static func make(
        _ name: String, _ server: String, _ migrations: [Migration], on connection: PostgresConnection
    ) async throws {
        let unfinished = name + "_new"
        try await connection.execute("DROP DATABASE IF EXISTS \(unfinished) WITH (FORCE)")
        try await connection.execute("CREATE DATABASE \(unfinished) TEMPLATE template0")
        let url = TestDatabase.url(server, database: unfinished)
        let configuration = try PostgresConfiguration(url: url, applicationName: "test-setup", size: 1)
        try await TestDatabase.withPool(configuration, onState: { _ in }) { pool in
            _ = try await Migrator(migrations: migrations).run(on: pool)
            try await ServiceRoles.install(on: pool)
        }
        try await connection.execute("ALTER DATABASE \(unfinished) RENAME TO \(name)")
    }
}
