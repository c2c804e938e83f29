import Contracts
import Foundation
import Notifications
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Stored callbacks", .enabled(if: TestEnvironment.hasDatabase))
struct CallbackStoreTests {
    private static func callback(_ key: String, number: Int = 1) -> IncomingCallback {
        let message = InboundMessage(address: "+15005550006", providerMessageID: key, content: .text("hi"), at: nil)
        return IncomingCallback(
            channel: .whatsapp, provider: .meta, number: number,
            event: KeyedEvent(key: key, event: .inbound(message)))
    }

    @Test("a repetition is stored once, within a batch and after it, and its key shows nobody's number")
    func repeated() async throws {
        try await withMigratedDatabase { pool in
            let store = CallbackStore(pool: pool)
            let first = try await store.add([
                Self.callback("false_15005550006@c.us_A"), Self.callback("b"), Self.callback("b"),
            ])
            #expect(first.map { $0 != nil } == [true, true, false])
            let second = try await store.add([Self.callback("b"), Self.callback("c"), Self.callback("b", number: 2)])
            #expect(second.map { $0 != nil } == [false, true, true])
            #expect(try await pool.count("callbacks") == 4)
            #expect(try await pool.count("callbacks WHERE dedupe_key LIKE '%15005550006%'") == 0)
        }
    }

    @Test("replicas share what is due, and what nobody finished comes back")
    func shared() async throws {
        try await withMigratedDatabase(size: 8) { pool in
            let store = CallbackStore(pool: pool)
            let keys = (0..<50).map { Self.callback("\($0)") }
            let ids = try await store.add(keys).compactMap { $0 }
            let taken = try await withThrowingTaskGroup(of: [Int64].self) { group in
                for _ in 0..<6 { group.addTask { try await store.take(20, lease: .seconds(60)) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(taken.sorted() == ids.sorted())
            #expect(try await store.take(20, lease: .seconds(60)).isEmpty)
            try await pool.execute("UPDATE campanello.callbacks SET due_at = now() WHERE id = $1", [.int(ids[0])])
            #expect(try await store.take(20, lease: .seconds(60)) == [ids[0]])
        }
    }

    @Test("a pressed button is left to whoever took it in, who answers it, and to others when that one is gone")
    func presses() async throws {
        try await withMigratedDatabase { pool in
            let store = CallbackStore(pool: pool)
            let press = InboundMessage(
                address: "4242", providerMessageID: "1", content: .button(payload: "pause:1", title: nil), at: nil,
                pressID: "77")
            let callback = IncomingCallback(
                channel: .telegram, provider: .telegram, number: 1,
                event: KeyedEvent(key: "1", event: .inbound(press)))
            let id = try #require(try await store.add([callback]).first.flatMap { $0 })
            #expect(try await store.take(20, lease: .seconds(60)).isEmpty)
            let worked = try await store.work(id) { _, _ in .done("done", answer: "ok") }
            #expect(worked != nil)
            let other = IncomingCallback(
                channel: .telegram, provider: .telegram, number: 1,
                event: KeyedEvent(key: "2", event: .inbound(press)))
            let left = try #require(try await store.add([other]).first.flatMap { $0 })
            // As if the time had passed.
            try await pool.execute(
                "UPDATE campanello.callbacks SET due_at = due_at - interval '11 seconds' WHERE id = $1", [.int(left)])
            #expect(try await store.take(20, lease: .seconds(60)) == [left])
        }
    }

    @Test("work that fails leaves nothing behind, and work that is done is not done again")
    func once() async throws {
        struct Fault: Error {}
        try await withMigratedDatabase { pool in
            let store = CallbackStore(pool: pool)
            let id = try #require(try await store.add([Self.callback("a")]).first.flatMap { $0 })
            await #expect(throws: Fault.self) {
                _ = try await store.work(id) { _, connection in
                    try await connection.execute("INSERT INTO campanello.send_slots VALUES ('x', now())")
                    throw Fault()
                }
            }
            #expect(try await pool.count("send_slots") == 0)
            #expect(try await store.patience(for: id) != nil)
            #expect(try await store.work(id) { _, _ in .done("x") } != nil)
            #expect(try await store.work(id) { _, _ in .done("x") } == nil)
            #expect(try await store.deleteDone(olderThan: .seconds(3600)) == 0)
            try await pool.execute("UPDATE campanello.callbacks SET done_at = now() - interval '9 days'")
            #expect(try await store.deleteDone(olderThan: .seconds(8 * 86_400)) == 1)
        }
    }
}
