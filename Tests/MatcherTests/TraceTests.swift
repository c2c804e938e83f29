import Contracts
import Foundation
import Logging
import Messaging
import Persistence
import Postgres
import TestSupport
import Testing

@testable import Matcher

@Suite("Traces of notifications", .enabled(if: TestEnvironment.hasDatabase))
struct TraceTests {
    @Test("a notification goes on in the trace of its newest listing, and knows since when that one is here")
    func newest() async throws {
        try await withWorld { world in
            let anna = try await world.person("anna", on: [.telegram, .whatsapp])
            _ = try await world.filter(anna)
            try await world.ingest([World.listing(1)])
            try await world.pool.execute("UPDATE campanello.listings SET first_seen_at = now() - interval '1 hour'")
            try await world.ingest([World.listing(2)])
            try await world.match()
            try await world.speak()
            let trace: String = try await world.value(
                "SELECT split_part(traceparent, '-', 2) FROM campanello.listings WHERE external_id = '2'")
            let notifications = try await world.pool.query(
                """
                SELECT notifications.traceparent, outbox.traceparent AS published,
                    notifications.ingested_at = (SELECT updated_at FROM campanello.listings WHERE external_id = '2')
                        AS is_newest
                FROM campanello.notifications JOIN campanello.outbox ON outbox.message_id = notifications.id
                """)
            #expect(notifications.count == 2)
            for row in notifications {
                let parent = try row.decode("traceparent", as: String.self)
                #expect(TraceParent(parent)?.traceID == trace)
                #expect(try row.decode("published", as: String.self) == parent)
                #expect(try row.decode("is_newest", as: Bool.self))
            }
        }
    }
}

extension World {
    fileprivate func value(_ sql: String) async throws -> String {
        let row = try await pool.query("SELECT (\(sql)) AS value").first
        return try #require(try row?.decodeIfPresent("value", as: String.self))
    }
}
