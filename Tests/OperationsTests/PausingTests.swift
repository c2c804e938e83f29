import Foundation
import Operations
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Pausing", .enabled(if: TestEnvironment.hasDatabase))
struct PausingTests {
    @Test("is announced at once, has a reason, and is in the audit log with who did it")
    func announced() async throws {
        try await withMigratedDatabase(size: 4) { pool in
            let pausing = Pausing(pool: pool)
            var heard = pool.notifications(on: [PauseStore.announcements]).makeAsyncIterator()
            #expect(await heard.next() == .resumed)
            let outcome = try await pausing.pause("WhatsApp", reason: "campaign", by: "olga")
            #expect(outcome.kind == "channel" && outcome.name == "whatsapp" && outcome.isPaused && outcome.changed)
            #expect(await heard.next() == .payload(channel: PauseStore.announcements, text: ""))
            let pauses = try await pausing.store.current()
            #expect(pauses.map(\.words) == ["paused by operator: campaign"])
            #expect(pauses.map(\.operator) == ["olga"])
            #expect(try await pausing.pause("whatsapp", reason: "still", by: "olga").changed == false)
            #expect(try await pausing.store.current().map(\.reason) == ["still"])
            _ = try await pausing.pause("whatsapp", reason: "", by: "olga")
            #expect(try await pausing.store.current().map(\.reason) == ["still"])
            #expect(try await pausing.resume("whatsapp", by: "pavel").changed)
            #expect(try await pausing.resume("whatsapp", by: "pavel").changed == false)
            #expect(try await pausing.store.current().isEmpty)
            let log = try await AuditLog(pool: pool).latest(10)
            #expect(log.map(\.action) == ["resume", "pause", "pause", "pause"])
            #expect(log.map(\.operator) == ["pavel", "olga", "olga", "olga"])
        }
    }

    @Test("names what cannot be paused, and what can")
    func faults() async throws {
        try await withMigratedDatabase(size: 2) { pool in
            let pausing = Pausing(pool: pool)
            await #expect(throws: Pausing.Fault.noName("%%")) {
                try await pausing.pause("%%", reason: "", by: "test")
            }
            await #expect(throws: Pausing.Fault.unknownSource("idealisto", known: [])) {
                try await pausing.pause("idealisto", reason: "", by: "test")
            }
            await #expect(throws: Pausing.Fault.reasonTooLong(201)) {
                try await pausing.pause("telegram", reason: String(repeating: "x", count: 201), by: "test")
            }
            let log = try await AuditLog(pool: pool).latest(1)
            #expect(log.isEmpty)
        }
    }
}
