import Contracts
import Foundation
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Direct messages", .enabled(if: TestEnvironment.hasDatabase))
struct DirectMessageStoreTests {
    private func message(_ userID: Int64) -> NewDirectMessage {
        NewDirectMessage(
            userID: userID, channel: .telegram, locale: "ru", textKey: "test", parameters: ["name": "Анна"])
    }

    @Test("message, delivery and event are written together, and the event carries nothing of the text")
    func sending() async throws {
        try await withMigratedDatabase { pool in
            let store = DirectMessageStore(pool: pool)
            let anna = try await Fixture.user(on: pool).id
            let id = try await store.send(message(anna), traceparent: "00-aa-bb-01")
            let row = try #require(try await pool.query("SELECT * FROM campanello.outbox").first)
            #expect(try row.decode("routing_key", as: String.self) == "telegram.direct")
            #expect(try row.decode("exchange", as: String.self) == "notifications")
            #expect(try row.decode("traceparent", as: String.self) == "00-aa-bb-01")
            let body: String = try row.decode("body")
            #expect(!body.contains("Анна"))
            let contract = try ContractDecoder.decode(type: row.decode("type"), body: Array(body.utf8))
            guard case .directMessage(let event) = contract else { return #expect(Bool(false), "another type") }
            #expect(event.id == id)
            #expect(event.userID == anna)
            #expect(event.expiresAt.timeIntervalSince(event.occurredAt) == 600)
            #expect(try await pool.count("direct_messages WHERE parameters->>'name' = 'Анна'") == 1)
            #expect(try await pool.count("deliveries WHERE id = $1 AND is_direct", [.uuid(id)]) == 1)
            #expect(try await store.result(of: id)?.status == .pending)
            await #expect(throws: PostgresError.self) { try await store.send(message(anna + 1)) }
        }
    }

    @Test("whoever waits hears of the result, or where it stands when the time is over")
    func waiting() async throws {
        try await withMigratedDatabase { pool in
            let store = DirectMessageStore(pool: pool)
            let anna = try await Fixture.user(on: pool).id
            let id = try await store.send(message(anna))
            #expect(try await store.awaitResult(of: id, for: .milliseconds(50))?.status == .pending)
            async let result = store.awaitResult(of: id, for: .seconds(20))
            try await pool.execute(
                "UPDATE campanello.deliveries SET status = 'skipped', reason = 'opted-out', finished_at = now()")
            let skipped = try #require(try await result)
            #expect(skipped.status == .skipped)
            #expect(skipped.reason == "opted-out")
            #expect(try await store.awaitResult(of: .v7()) == nil)
        }
    }
}
