import Foundation
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Everything of a person", .enabled(if: TestEnvironment.hasDatabase))
struct LeavingStoreTests {
    @Test("a deletion takes it from every table; of a STOP a keyed hash stays")
    func deletion() async throws {
        try await withMigratedDatabase { pool in
            let (person, store) = (try await WholePerson.insert(on: pool), UserStore(pool: pool))
            #expect(try await person.remains(on: pool).count > 15)
            #expect(try await store.delete(id: person.id))
            #expect(try await person.remains(on: pool) == [])
            let kept = try await pool.query(
                """
                SELECT FROM campanello.stopped_addresses
                WHERE address_hash = campanello.address_hash('whatsapp', $1)
                """, [.text(WholePerson.number)])
            #expect(kept.count == 1)
            #expect(try await pool.query("SELECT FROM campanello.stopped_addresses", []).count == 1)
            #expect(try await store.delete(id: person.id) == false)
        }
    }

    @Test("an export has the rows of every table that knows people, without hashes and codes")
    func export() async throws {
        try await withMigratedDatabase { pool in
            let person = try await WholePerson.insert(on: pool)
            let text = try #require(try await UserStore(pool: pool).export(id: person.id))
            let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            let tables = try await pool.query(
                """
                SELECT relname::text AS name FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
                WHERE relnamespace = 'campanello'::regnamespace AND attname = 'user_id' AND NOT relispartition
                    AND relkind IN ('r', 'p')
                """, [])
            #expect(tables.count >= 15)
            for table in try tables.map({ try $0.decode("name", as: String.self) }) {
                #expect((object[table] as? [Any])?.isEmpty == false, "\(table)")
            }
            for table in ["notification_listings", "delivery_attempts"] {
                #expect((object[table] as? [Any])?.isEmpty == false, "\(table)")
            }
            #expect(text.contains(WholePerson.email) && text.contains(WholePerson.awaitedNumber))
            #expect(!text.contains(WholePerson.secret) && !text.contains("00000000"))
        }
    }
}
