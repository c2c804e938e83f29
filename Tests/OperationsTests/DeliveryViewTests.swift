import Contracts
import Foundation
import Notifications
import Operations
import Persistence
import Postgres
import TestSupport
import Testing

@Suite("Looking at deliveries", .enabled(if: TestEnvironment.hasDatabase))
struct DeliveryViewTests {
    @Test("finds them by status, channel, person and doubt, the newest first, and shows no address")
    func search() async throws {
        try await withMigratedDatabase(size: 4) { pool in
            let world = PostgresDeliveryWorld(pool: pool)
            let first = try await world.make(DeliverySeed(address: "123456789"))
            let second = try await world.make(DeliverySeed(address: "987654321", isDirect: true))
            try await pool.execute(
                "UPDATE campanello.deliveries SET in_doubt_at = now(), is_held = true WHERE id = $1",
                [.uuid(first.id)])
            func ids(_ change: (inout DeliverySearch) -> Void) async throws -> [UUID] {
                var search = DeliverySearch()
                change(&search)
                return try await search.run(on: pool).map(\.id)
            }
            #expect(try await ids { _ in } == [second.id, first.id])
            #expect(try await ids { $0.limit = 1 } == [second.id])
            #expect(try await ids { $0.isHeld = true } == [first.id])
            #expect(try await ids { $0.isInDoubt = true } == [first.id])
            #expect(try await ids { $0.userID = second.userID } == [second.id])
            #expect(try await ids { $0.channel = .whatsapp } == [])
            #expect(try await ids { $0.statuses = [.dead] } == [])
            #expect(try await ids { $0.since = Date() + 60 } == [])
            #expect(try await ids { $0.since = Date() - 60 }.count == 2)
            let views = try await DeliverySearch().run(on: pool).map(DeliveryView.init)
            let json = String(decoding: try JSONEncoder().encode(views), as: UTF8.self)
            #expect(views.map(\.recipient) == ["•••21", "•••89"])
            #expect(!json.contains("123456789") && !json.contains("987654321"))
        }
    }

    @Test("a timeline tells the whole life in its order")
    func timeline() async throws {
        try await withMigratedDatabase(size: 4) { pool in
            let world = PostgresDeliveryWorld(pool: pool)
            let seeded = try await world.make(DeliverySeed(address: "123456789"))
            try await pool.execute(
                """
                INSERT INTO campanello.delivery_attempts
                    (delivery_id, attempt, provider, number, status, started_at, finished_at, error_class, error_code)
                VALUES ($1, 1, 'telegram', 1, 'refused', now() + interval '1 second', now() + interval '1.25 seconds',
                        'transient', '500'),
                    ($1, 2, 'telegram', 1, 'accepted', now() + interval '2 seconds', now() + interval '3 seconds',
                        NULL, NULL)
                """, [.uuid(seeded.id)])
            try await pool.execute(
                """
                UPDATE campanello.deliveries SET status = 'read', attempt = 2,
                    accepted_at = created_at + interval '3 seconds', finished_at = created_at + interval '3 seconds',
                    delivered_at = created_at + interval '4 seconds', read_at = created_at + interval '5 seconds'
                """)
            let history = try #require(try await DeliveryHistory.read(seeded.id, on: pool))
            let timeline = DeliveryTimeline(history)
            #expect(
                timeline.events.map(\.what) == ["made", "attempt 1", "attempt 2", "accepted", "delivered", "read"])
            #expect(timeline.events[1].detail == "refused by telegram number 1 in 250 ms: transient 500")
            #expect(try await DeliveryHistory.read(UUID.v7(), on: pool) == nil)
        }
    }

    @Test("counts what was accepted, delivered, read and refused, and how long it took")
    func stats() async throws {
        try await withMigratedDatabase(size: 4) { pool in
            let world = PostgresDeliveryWorld(pool: pool)
            for number in 1...4 { _ = try await world.make(DeliverySeed(address: "\(number)")) }
            try await pool.execute(
                """
                WITH one AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM campanello.deliveries)
                UPDATE campanello.deliveries AS d SET
                    status = CASE WHEN n <= 2 THEN 'accepted' WHEN n = 3 THEN 'dead' ELSE 'pending' END,
                    accepted_at = CASE WHEN n <= 2 THEN created_at + n * interval '10 seconds' END,
                    delivered_at = CASE WHEN n = 1 THEN now() END, read_at = CASE WHEN n = 1 THEN now() END,
                    finished_at = CASE WHEN n <= 3 THEN now() END
                FROM one WHERE one.id = d.id
                """)
            try await pool.execute(
                """
                INSERT INTO campanello.delivery_attempts (delivery_id, attempt, status, started_at, error_class, error_code)
                SELECT id, 1, 'refused', now(), 'content', '400' FROM campanello.deliveries WHERE status = 'dead'
                """)
            let report = try await SendingReport.read(hours: 1, on: pool)
            let line = try #require(report.channels.first)
            #expect(line.made == 4 && line.accepted == 2 && line.delivered == 1 && line.read == 1)
            #expect(line.failed == 1 && line.waiting == 1 && line.skipped == 0)
            #expect(line.medianSeconds == 15)
            #expect(report.hourly.reduce(0) { $0 + $1.made } == 4)
            #expect(report.failures.map(\.errorCode) == ["400"])
            #expect(report.people.map(\.reachable) == [4])
            #expect(report.taps.isEmpty)
        }
    }

    @Test("rows are held against the broker's messages")
    func reckoning() async throws {
        try await withMigratedDatabase(size: 4) { pool in
            let world = PostgresDeliveryWorld(pool: pool)
            for number in 1...3 { _ = try await world.make(DeliverySeed(address: "\(number)")) }
            let rows = try await QueueReckoning.read(overdueAfter: .seconds(900), on: pool)
            let telegram = try #require(rows.first { $0.queue == .telegramNotifications })
            #expect(telegram.unfinished == 3 && telegram.overdue == 0)
            func queues(_ ready: Int) throws -> [QueueStatus] {
                let json =
                    #"[{"name":"telegram.notifications","messages_ready":\#(ready),"consumers":1},"#
                    + #"{"name":"telegram.notifications.retry.5s","messages_ready":1}]"#
                return try JSONDecoder().decode([QueueStatus].self, from: Data(json.utf8))
            }
            #expect(Reconciliation(telegram, try queues(2)).verdict == .whole)
            #expect(Reconciliation(telegram, try queues(1)).missing == 1)
            #expect(Reconciliation(telegram, try queues(1)).verdict == .lost)
            #expect(Reconciliation(telegram, try queues(5)).verdict == .superseded)
            try await pool.execute("UPDATE campanello.deliveries SET due_at = now() - interval '1 hour'")
            let late = try await QueueReckoning.read(overdueAfter: .seconds(900), on: pool)
            let lateRow = try #require(late.first { $0.queue == .telegramNotifications })
            #expect(Reconciliation(lateRow, try queues(2)).verdict == .late)
        }
    }
}
