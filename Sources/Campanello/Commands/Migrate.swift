import ArgumentParser
import Logging
import Persistence
import Postgres
import ServiceKit
import TextTable

/// `campanello migrate`.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings the database to the newest schema. Safe to run again and by several at once.")

    @OptionGroup var output: OutputOptions
    @Option(
        help: """
            Also make the services' roles, as campanello roles apply does: a folder with a file for each role, named \
            like the role, holding its password.
            """)
    var roles: String?

    private struct Applied: Encodable {
        let version: Int
        let name: String
    }

    func run() async throws {
        let passwords = try roles.map(RolePasswords.read)
        let applied = try await Database.use(try await Settings.load()) { pool in
            let applied = try await Migrator.migrate(pool).map { Applied(version: $0.version, name: $0.name) }
            // Where services have roles of their own, what is new is theirs as well.
            if let passwords {
                _ = try await RoleInstaller().apply(passwords: passwords, on: pool)
            } else {
                try await RoleInstaller().refresh(on: pool)
            }
            return applied
        }
        try output.show(
            applied, empty: "The schema is up to date.", columns: Self.columns, object: ["applied": applied])
    }

    private static func columns(_ row: Applied) -> [Column] {
        [Column("version" <- row.version, align: .right), Column("applied" <- row.name)]
    }
}

/// The database, for as long as a command needs it.
enum Database {
    static func use<R: Sendable>(
        _ settings: Settings, _ body: (PostgresPool) async throws -> R
    ) async throws -> R {
        let configuration = try PostgresConfiguration(
            url: try settings.databaseURL(), applicationName: "campanello", size: 4)
        // A command fails at once and says why; it need not report changes of state.
        let pool = PostgresPool(
            configuration: configuration, logger: Logger(label: "campanello") { _ in SwiftLogNoOpLogHandler() })
        do {
            let result = try await body(pool)
            await pool.shutdown()
            return result
        } catch {
            await pool.shutdown()
            throw error
        }
    }
}
