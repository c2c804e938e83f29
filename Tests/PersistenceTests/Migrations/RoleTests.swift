import Foundation
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("The services' roles at the database", .enabled(if: TestEnvironment.hasDatabase))
struct RoleTests {
    private static func role(_ name: String) throws -> DatabaseRole {
        try #require(DatabaseRole.all.first { $0.name == name })
    }

    @Test(
        "each is refused what it does not need",
        arguments: [
            ("telegram_sender", "SELECT password_hash FROM campanello.users"),
            ("telegram_sender", "SELECT email FROM campanello.users"),
            ("telegram_sender", "SELECT * FROM campanello.sessions"),
            ("telegram_sender", "DELETE FROM campanello.deliveries"),
            ("telegram_sender", "DELETE FROM campanello.recipients"),
            ("telegram_sender", "UPDATE campanello.users SET is_active = false"),
            ("telegram_sender", "UPDATE campanello.filters SET is_active = false"),
            ("telegram_sender", "DELETE FROM campanello.pauses"),
            ("telegram_sender", "SELECT content FROM campanello.listings"),
            ("telegram_sender", "SELECT key FROM campanello.address_key"),
            ("telegram_sender", "CREATE TABLE campanello.more (id bigint)"),
            ("whatsapp_sender", "SELECT password_hash FROM campanello.users"),
            ("whatsapp_sender", "SELECT campanello.address_hash('telegram', '1')"),
            ("whatsapp_sender", "INSERT INTO campanello.audit_log (operator, action) VALUES ('nobody', 'replay')"),
            ("matcher", "SELECT password_hash FROM campanello.users"),
            ("matcher", "SELECT email FROM campanello.users"),
            ("matcher", "SELECT address FROM campanello.recipients"),
            ("matcher", "DELETE FROM campanello.listings"),
            ("matcher", "INSERT INTO campanello.recipients (user_id, channel, address) VALUES (1, 'telegram', '1')"),
            ("matcher", "DELETE FROM campanello.deliveries"),
            ("matcher", "DROP TABLE campanello.matches"),
            ("matcher", "SELECT campanello.drop_match_partition('users')"),
            ("gateway", "DELETE FROM campanello.deliveries"),
            ("gateway", "DELETE FROM campanello.notifications"),
            ("gateway", "DELETE FROM campanello.listings"),
            ("gateway", "DELETE FROM campanello.audit_log"),
            ("gateway", "UPDATE campanello.audit_log SET operator = 'nobody'"),
            ("gateway", "UPDATE campanello.consents SET how = 'link'"),
            ("gateway", "SELECT key FROM campanello.address_key"),
            ("gateway", "SELECT campanello.drop_match_partition('matches_20260101')"),
            ("gateway", "DELETE FROM campanello.pauses"),
            ("gateway", "SELECT * FROM campanello.stopped_addresses"),
        ])
    func refused(name: String, statement: String) async throws {
        try await withMigratedDatabase(size: 1) { owner in
            try await ServiceRoles.withPool(try Self.role(name), like: owner) { pool in
                _ = await #expect {
                    try await pool.query(statement)
                } throws: { error in
                    // 42501: no right; P0001: what the function itself refuses.
                    ["42501", "P0001"].contains((error as? PostgresError)?.sqlState ?? "")
                }
            }
        }
    }

    @Test("every table is some service's, or nobody's on purpose")
    func complete() async throws {
        try await withMigratedDatabase(size: 1) { pool in
            let rows = try await pool.query(
                """
                SELECT relname::text AS name FROM pg_class AS t
                WHERE relnamespace = 'campanello'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
                    AND NOT EXISTS (SELECT FROM pg_roles WHERE rolname LIKE 'campanello\\_test\\_%'
                        AND has_any_column_privilege(rolname, t.oid, 'SELECT'))
                ORDER BY relname
                """)
            let names: [String] = try rows.map { try $0.decode("name") }
            // A new table belongs into `DatabaseRole`, with the services whose statements name it.
            #expect(names == ["address_key", "stopped_addresses"])
        }
    }

    @Test("rights that somebody added by hand are taken away, and a database without roles is left as it is")
    func repeated() async throws {
        try await withMigratedDatabase(size: 2) { owner in
            let role = try Self.role("gateway")
            try await owner.execute("GRANT DELETE ON campanello.deliveries TO campanello_test_gateway")
            #expect(try await RoleInstaller(prefix: "campanello_test_").refresh(on: owner) == 4)
            try await ServiceRoles.withPool(role, like: owner) { pool in
                _ = await #expect(throws: PostgresError.self) {
                    try await pool.execute("DELETE FROM campanello.deliveries")
                }
            }
            #expect(try await RoleInstaller(prefix: "nobody_has_this_").refresh(on: owner) == 0)
        }
    }
}
