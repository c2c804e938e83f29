package import Postgres

/// Brings a database to the newest schema, one transaction for each migration.
///
/// Safe to run from several processes at once: each transaction takes an advisory lock first and then looks which
/// migration is next, so every migration is applied exactly once, whoever comes first.
package struct Migrator: Sendable {
    private let migrations: [Migration]

    /// - Parameter migrations: ascending from 1 without gaps.
    package init(migrations: [Migration]) {
        self.migrations = migrations
    }

    /// Applies whatever of this build's migrations the database lacks, and answers what was applied by this call.
    ///
    /// - Throws: `MigrationError` when an applied file has changed, `PostgresError` when a statement fails; the
    ///   migrations before it stay applied.
    @discardableResult
    package static func migrate(_ pool: PostgresPool) async throws -> [Migration] {
        try await Migrator(migrations: Migration.bundled()).run(on: pool)
    }

    /// The same with the migrations given to `init`.
    package func run(on pool: PostgresPool) async throws -> [Migration] {
        var applied: [Migration] = []
        while let migration = try await pool.transaction({ try await applyNext(on: $0) }) {
            applied.append(migration)
        }
        return applied
    }

    private func applyNext(on connection: PostgresConnection) async throws -> Migration? {
        _ = try await connection.query("SELECT set_config('statement_timeout', '0', true)", [])
        _ = try await connection.query("SELECT pg_advisory_xact_lock(hashtext('campanello.schema_migrations'))", [])
        try await connection.script(Self.foundation)
        let applied = try await SchemaVersion.applied(on: connection)
        try await refuseChanges(among: applied, on: connection)
        guard let next = migrations.first(where: { applied[$0.version] == nil }) else { return nil }
        try await connection.script("SET LOCAL search_path TO campanello;\n" + next.sql)
        _ = try await connection.execute(
            "INSERT INTO campanello.schema_migrations (version, name, checksum) VALUES ($1, $2, \(Self.checksum("$3")))",
            [.int(Int64(next.version)), .text(next.name), .text(next.sql)])
        return next
    }

    private func refuseChanges(among applied: [Int: String], on connection: PostgresConnection) async throws {
        let known = migrations.filter { applied[$0.version] != nil }
        let rows = try await connection.query(
            """
            SELECT version FROM unnest($1::bigint[], $2::text[]) AS file (version, sql)
            JOIN campanello.schema_migrations USING (version)
            WHERE checksum <> \(Self.checksum("file.sql")) ORDER BY version
            """,
            [.intArray(known.map { Int64($0.version) }), .textArray(known.map(\.sql))])
        guard let row = rows.first else { return }
        let version = try row.decode("version", as: Int.self)
        let name = known.first { $0.version == version }?.name ?? ""
        throw MigrationError.changed(version: version, name: name)
    }

    /// SHA-256 in hexadecimal, computed by the database.
    private static func checksum(_ expression: String) -> String {
        "encode(sha256(convert_to(\(expression)::text, 'UTF8')), 'hex')"
    }

    /// `CREATE … IF NOT EXISTS` is not safe against itself; the advisory lock makes it so.
    private static let foundation = """
        CREATE SCHEMA IF NOT EXISTS campanello;
        CREATE TABLE IF NOT EXISTS campanello.schema_migrations (
            version integer PRIMARY KEY,
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        );
        """
}
