import Postgres

/// What `campanello.schema_migrations` says.
enum SchemaVersion {
    /// The applied migrations: their checksums by version.
    static func applied(on executor: any PostgresExecutor) async throws -> [Int: String] {
        let rows = try await executor.query("SELECT version, checksum FROM campanello.schema_migrations", [])
        return try rows.reduce(into: [:]) { applied, row in
            applied[try row.decode("version", as: Int.self)] = try row.decode("checksum", as: String.self)
        }
    }

    /// The highest version applied without a gap below it; 0 where there is no schema yet.
    static func current(on executor: any PostgresExecutor) async throws -> Int {
        let rows = try await executor.query(
            "SELECT to_regclass('campanello.schema_migrations') IS NOT NULL AS present", [])
        guard try rows.first?.decode("present", as: Bool.self) == true else { return 0 }
        let versions = try await applied(on: executor)
        var version = 0
        while versions[version + 1] != nil { version += 1 }
        return version
    }
}
