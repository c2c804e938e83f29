import Contracts
import Foundation
import Persistence
import Postgres
import TestSupport

@testable import Matcher

/// A world whose clock a test sets: the database's own `now()` is hidden behind one that reads a table.
struct SimulatedTime: Sendable {
    let world: World
    let timeZone: TimeZone

    /// What was said, and when by the clock of the place.
    struct Said: Equatable, Sendable, CustomStringConvertible {
        let at: String
        let kind: String
        /// External ids in their order.
        let listings: [Int]

        init(_ at: String, _ listings: [Int], _ kind: NewListingsForFilter.Kind = .newListings) {
            (self.at, self.kind, self.listings) = (at, kind.rawValue, listings)
        }

        var description: String { "\(at) \(kind) \(listings)" }
    }

    /// - Parameter text: `2026-10-22 09:00`, by the clock of the place; of two equal ones the first.
    func time(_ text: String) throws -> Date {
        guard let date = formatter("yyyy-MM-dd HH:mm").date(from: text) else { throw CocoaError(.formatting) }
        return date
    }

    private func formatter(_ format: String) -> DateFormatter {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = timeZone
        formatter.dateFormat = format
        return formatter
    }

    func set(_ time: Date) async throws {
        try await world.pool.execute("UPDATE campanello.test_clock SET at = $1", [.timestamp(time)])
        try await MatchPartitions.ensure(days: 2, on: world.pool)
    }

    func now() async throws -> Date {
        guard let row = try await world.pool.query("SELECT now() AS now").first else { return .distantPast }
        return try row.decode("now")
    }

    /// Lets time pass until `text`. Whenever something is due it is said, and the provider takes it at once.
    func pass(until text: String) async throws {
        try await pass(to: try time(text))
    }

    func pass(to end: Date) async throws {
        var round = world.round
        round = SchedulingRound(
            pool: round.pool, planner: NotificationPlanner(policy: world.policy, spread: { 0 }), events: round.events,
            metrics: round.metrics, logger: round.logger)
        for _ in 0..<1000 {
            guard let wait = try await PendingStore.timeUntilDue(on: Channel.allCases, world.pool) else { break }
            let next = try await now() + max(wait.seconds, 0)
            guard next <= end else { break }
            try await set(next)
            _ = try await round.run()
            try await world.accept()
        }
        try await set(end)
    }

    func said(to user: Int64) async throws -> [Said] {
        let rows = try await world.pool.query(
            """
            SELECT kind, created_at, ARRAY(
                SELECT listings.external_id::bigint FROM campanello.notification_listings AS item
                JOIN campanello.listings ON listings.id = item.listing_id
                WHERE notification_id = notifications.id ORDER BY position) AS listings
            FROM campanello.notifications WHERE user_id = $1 ORDER BY created_at
            """, [.int(user)])
        return try rows.map {
            Said(
                formatter("EEE HH:mm:ss").string(from: try $0.decode("created_at")),
                try $0.decode("listings", as: [Int64].self).map { Int($0) },
                NewListingsForFilter.Kind(rawValue: try $0.decode("kind")) ?? .newListings)
        }
    }
}

/// Gives `body` a world that stands at `start`.
func withSimulatedTime(
    startingAt start: String, in zone: String = "Europe/Rome", _ body: (SimulatedTime) async throws -> Void
) async throws {
    try await withMigratedDatabaseURL { url in
        let configuration = try PostgresConfiguration(
            url: url, applicationName: "test", size: 4, searchPath: "campanello, pg_catalog")
        try await TestDatabase.withPool(configuration) { pool in
            try await hideClock(on: pool)
            let time = SimulatedTime(
                world: World(pool: pool, service: pool), timeZone: TimeZone(identifier: zone) ?? .gmt)
            try await time.set(try time.time(start))
            try await body(time)
        }
    }
}

/// Functions of the schema come before the server's own in the search path; columns' defaults are bound to the latter.
private func hideClock(on pool: PostgresPool) async throws {
    let statements = [
        "CREATE TABLE campanello.test_clock AS SELECT pg_catalog.now() AS at",
        """
        CREATE FUNCTION campanello.now() RETURNS timestamptz LANGUAGE sql STABLE
        AS 'SELECT at FROM campanello.test_clock'
        """,
        """
        CREATE FUNCTION campanello.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
        AS 'SELECT at FROM campanello.test_clock'
        """,
        """
        DO $$ DECLARE it record; BEGIN
            FOR it IN SELECT table_name, column_name FROM information_schema.columns
                WHERE table_schema = 'campanello' AND column_default LIKE '%now()%' LOOP
                EXECUTE format('ALTER TABLE campanello.%I ALTER COLUMN %I SET DEFAULT campanello.now()',
                    it.table_name, it.column_name);
            END LOOP;
        END $$
        """,
        // It takes nobody's word for the time but the server's.
        "ALTER FUNCTION campanello.ensure_match_partitions(integer) RESET search_path",
    ]
    for statement in statements { try await pool.execute(statement) }
}
