package import Postgres

/// Makes the services' roles at the database and gives them their rights. It may run again and again; rights that a
/// role has beyond its own are taken away.
package struct RoleInstaller: Sendable {
    /// The prefix of every role's name, since roles belong to the server and not to one database.
    package static let standardPrefix = "campanello_"

    package let prefix: String

    /// - Parameter prefix: lower-case letters, digits and underscores.
    package init(prefix: String = Self.standardPrefix) {
        self.prefix = prefix
    }

    /// A role's whole name.
    package func name(of role: DatabaseRole) -> String { prefix + role.name }

    /// Makes what is missing and sets all rights.
    /// - Parameter passwords: by whole name; a role that is made without one cannot log in with a password.
    /// - Returns: the names of roles that were made.
    package func apply(passwords: [String: String] = [:], on pool: PostgresPool) async throws -> [String] {
        try await pool.transaction { connection in
            try await Self.lock(connection)
            let known = try await existing(on: connection)
            let missing = DatabaseRole.all.map(name).filter { !known.contains($0) }
            for role in missing { try await connection.script("CREATE ROLE \(role) LOGIN NOINHERIT") }
            for role in DatabaseRole.all.map(name) {
                // DDL takes no parameters: the server quotes.
                guard let password = passwords[role] else { continue }
                let row = try await connection.query(
                    "SELECT format('ALTER ROLE %I PASSWORD %L', $1::text, $2::text) AS statement",
                    [.text(role), .text(password)]
                ).first
                if let statement: String = try row?.decode("statement") { try await connection.script(statement) }
            }
            try await grant(to: Set(known + missing), on: connection)
            return missing
        }
    }

    /// Sets the rights of those roles that are there: what a migration added is then theirs as well. Without any it does
    /// nothing, as where all services share one role.
    /// - Returns: how many there are.
    @discardableResult
    package func refresh(on pool: PostgresPool) async throws -> Int {
        try await pool.transaction { connection in
            try await Self.lock(connection)
            let known = try await existing(on: connection)
            try await grant(to: Set(known), on: connection)
            return known.count
        }
    }

    /// Roles are the whole server's: two at once would be in each other's way.
    private static func lock(_ connection: PostgresConnection) async throws(PostgresError) {
        _ = try await connection.query("SELECT pg_advisory_xact_lock(hashtext('campanello.roles'))")
    }

    private func existing(on connection: PostgresConnection) async throws(PostgresError) -> [String] {
        let rows = try await connection.query(
            "SELECT rolname::text AS name FROM pg_roles WHERE rolname = ANY ($1::text[]) AND NOT rolsuper",
            [.textArray(DatabaseRole.all.map(name))])
        var names: [String] = []
        for row in rows { names.append(try row.decode("name")) }
        return names
    }

    private func grant(to known: Set<String>, on connection: PostgresConnection) async throws(PostgresError) {
        for role in DatabaseRole.all where known.contains(name(of: role)) {
            try await connection.script(statements(for: role))
        }
    }

    private func statements(for role: DatabaseRole) -> String {
        let name = name(of: role)
        var statements = [
            "REVOKE ALL ON ALL TABLES IN SCHEMA campanello FROM \(name)",
            "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA campanello FROM \(name)",
            "REVOKE ALL ON ALL SEQUENCES IN SCHEMA campanello FROM \(name)",
            "GRANT USAGE ON SCHEMA campanello TO \(name)",
        ]
        for table in role.tables {
            let privileges = table.privileges.joined(separator: ", ")
            statements.append("GRANT \(privileges) ON campanello.\(table.name) TO \(name)")
        }
        for function in role.functions {
            statements.append("GRANT EXECUTE ON FUNCTION campanello.\(function) TO \(name)")
        }
        for sequence in role.sequences {
            statements.append("GRANT USAGE ON SEQUENCE campanello.\(sequence) TO \(name)")
        }
        return statements.joined(separator: ";\n") + ";"
    }

    /// What decides over the rights, for whoever keeps a copy.
    package var definition: String { DatabaseRole.all.map(statements).joined(separator: "\n") }
}
