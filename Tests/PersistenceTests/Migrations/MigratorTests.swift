import Foundation
import Logging
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Migrations", .enabled(if: TestEnvironment.hasDatabase))
struct MigratorTests {
    @Test("four replicas that start together apply every migration exactly once")
    func concurrentMigrators() async throws {
        let migrations = try Migration.bundled()
        try await TestDatabase.withURL { url in
            let applied = try await withThrowingTaskGroup(of: [Migration].self) { group in
                for _ in 1...4 {
                    group.addTask {
                        let configuration = try PostgresConfiguration(url: url, size: 1)
                        return try await TestDatabase.withPool(configuration) { try await Migrator.migrate($0) }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.map(\.version).sorted() == migrations.map(\.version))
            try await TestDatabase.withPool(PostgresConfiguration(url: url)) { pool async throws in
                #expect(try await pool.count("schema_migrations") == migrations.count)
                #expect(try await Migrator.migrate(pool).isEmpty)
            }
        }
    }

    @Test("an applied file that has changed is refused by its number and name")
    func changedFile() async throws {
        try await TestDatabase.withPool { pool in
            let first = Migration(version: 1, name: "first", sql: "CREATE TABLE one (id bigint)")
            _ = try await Migrator(migrations: [first]).run(on: pool)
            let changed = Migration(version: 1, name: "first", sql: "CREATE TABLE one (id integer)")
            let second = Migration(version: 2, name: "second", sql: "CREATE TABLE two (id bigint)")
            await #expect(throws: MigrationError.changed(version: 1, name: "first")) {
                try await Migrator(migrations: [changed, second]).run(on: pool)
            }
            #expect(try await pool.count("schema_migrations") == 1)
        }
    }

    @Test("a migration that fails leaves nothing of itself and all of those before it")
    func failingMigration() async throws {
        try await TestDatabase.withPool { pool async throws in
            let good = Migration(version: 1, name: "good", sql: "CREATE TABLE good (id bigint)")
            let bad = Migration(version: 2, name: "bad", sql: "CREATE TABLE half (id bigint); SELECT 1 / 0")
            await #expect(throws: PostgresError.self) { try await Migrator(migrations: [good, bad]).run(on: pool) }
            #expect(try await pool.count("good") == 0)
            #expect(try await pool.value("SELECT to_regclass('campanello.half') IS NULL") == true)
            #expect(try await pool.count("schema_migrations") == 1)
        }
    }

    @Test("a service waits for the schema, says so once, and goes on when it is there")
    func waiting() async throws {
        try await TestDatabase.withPool { pool in
            let said = TestSignal<(Bool, String)>("what is said of the schema")
            async let waited: Void = Schema.waitUntilCurrent(pool, every: .milliseconds(5)) { said.send(($0, $1)) }
            let first = try await said.next()
            #expect(first.0 == false)
            #expect(first.1.contains("campanello migrate"))
            try await Migrator.migrate(pool)
            try await waited
            let rest = said.pending
            #expect(rest.last?.0 == true)
            #expect(Set(rest.map(\.1)).count == rest.count)
        }
    }

    @Test("files are read in the order of their numbers, and a gap or an odd name is refused")
    func files() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ name: String) throws {
            try Data("SELECT 1".utf8).write(to: folder.appending(path: name))
        }
        try write("0002_second_step.sql")
        #expect(throws: MigrationError.numbering(expected: 1, found: 2)) { try Migration.read(folder) }
        try write("0001_first.sql")
        #expect(try Migration.read(folder).map(\.name) == ["first", "second_step"])
        try write("later.sql")
        #expect(throws: MigrationError.misnamed(file: "later.sql")) { try Migration.read(folder) }
    }
}
