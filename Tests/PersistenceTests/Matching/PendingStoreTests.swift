import Contracts
import Foundation
import Persistence
import Postgres
import Testing
import TestSupport

@Suite("Pending filters", .enabled(if: TestEnvironment.hasDatabase))
struct PendingStoreTests {
    private func match(_ filter: Int64, _ user: Int64, _ channels: [Channel] = [.telegram]) -> Match {
        Match(filterID: filter, userID: user, listingID: 1, homeID: 1, listingVersion: 1, channels: channels)
    }

    private func linked(on pool: PostgresPool) async throws -> Int64 {
        let user = try await Fixture.user(on: pool).id
        _ = try await RecipientStore(pool: pool).link(
            userID: user, RecipientLink(channel: .telegram, address: "100", isEnabled: true, isProved: true))
        return user
    }

    @Test("only linked channels gather, and the earliest match counts, in whatever order they are written")
    func earliest() async throws {
        try await withMigratedDatabase { pool in
            let user = try await linked(on: pool)
            let now = Date(timeIntervalSince1970: 1_800_000_000)
            for offset in [0.0, -10, 10] {
                try await pool.transaction { connection in
                    try await PendingStore.add(
                        [match(7, user, [.telegram, .whatsapp]), match(8, user + 1)], now: now + offset,
                        gather: .seconds(5), on: connection)
                }
            }
            #expect(try await pool.count("pending_filters") == 1)
            let first: Date? = try await pool.value("SELECT first_pending_at FROM campanello.pending_filters")
            #expect(first == now - 10)
        }
    }

    @Test("a new match wakes a parked filter; one that only waits goes on waiting")
    func parked() async throws {
        try await withMigratedDatabase { pool in
            let user = try await linked(on: pool)
            let now = Date()
            func add() async throws {
                try await pool.transaction { connection in
                    try await PendingStore.add([match(7, user)], now: now, gather: .zero, on: connection)
                }
            }
            try await add()
            try await pool.execute("UPDATE campanello.pending_filters SET due_at = now() + interval '1 hour'")
            try await add()
            #expect(try await pool.count("pending_filters WHERE due_at > now() + interval '59 minutes'") == 1)
            try await pool.execute("UPDATE campanello.pending_filters SET due_at = 'infinity'")
            #expect(try await PendingStore.timeUntilDue(on: [.telegram], pool) == nil)
            try await add()
            #expect(try await pool.count("pending_filters WHERE due_at < 'infinity'") == 1)
        }
    }

    @Test("the next time something is due is told by channel, negative when it has passed")
    func nextDue() async throws {
        try await withMigratedDatabase { pool in
            let user = try await linked(on: pool)
            #expect(try await PendingStore.timeUntilDue(on: Channel.allCases, pool) == nil)
            let began = ContinuousClock.now
            try await pool.transaction { connection in
                try await PendingStore.add([match(7, user)], now: Date() - 60, gather: .zero, on: connection)
            }
            #expect(try await PendingStore.timeUntilDue(on: [.whatsapp], pool) == nil)
            let overdue = try #require(try await PendingStore.timeUntilDue(on: [.telegram], pool))
            let backlog = try await MatchingBacklog.read(pool)
            #expect(backlog.due == 1)
            // The sixty seconds, and what passed meanwhile.
            let most = 61 + (ContinuousClock.now - began).seconds
            #expect((59...most).contains(-overdue.seconds))
            #expect((59...most).contains(backlog.oldestDueSeconds))
        }
    }
}
