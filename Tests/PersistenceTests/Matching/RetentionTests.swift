import Contracts
import Foundation
import Persistence
import Postgres
import Testing
import TestSupport

@Suite("What is kept and for how long", .enabled(if: TestEnvironment.hasDatabase))
struct RetentionTests {
    @Test("partitions of the days to come are there; those whose every match is too old go")
    func partitions() async throws {
        try await withMigratedDatabase { pool in
            try await MatchPartitions.ensure(days: 3, on: pool)
            for age in [9, 10, 11] {
                try await pool.execute(
                    """
                    DO $$ DECLARE day date := (now() AT TIME ZONE 'UTC')::date - \(age); BEGIN
                    EXECUTE format('CREATE TABLE campanello.%I PARTITION OF campanello.matches
                        FOR VALUES FROM (%L) TO (%L)', 'matches_' || to_char(day, 'YYYYMMDD'),
                        day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00'); END $$
                    """)
            }
            #expect(try await MatchPartitions.drop(olderThan: .seconds(10 * 86_400), from: pool) == 1)
            #expect(try await MatchPartitions.drop(olderThan: .seconds(9 * 86_400), from: pool) == 1)
            #expect(try await MatchPartitions.drop(olderThan: .seconds(9 * 86_400), from: pool) == 0)
            try await pool.execute(
                "INSERT INTO campanello.matches SELECT now() + interval '2 days', 1, 1, 1, 1, 1, 0")
        }
    }

    @Test("a pending row goes when nothing younger is left, and stays while something is")
    func stalePending() async throws {
        try await withMigratedDatabase { pool in
            try await pool.execute(
                """
                INSERT INTO campanello.pending_filters SELECT filter, 'telegram', 1, now() - interval '20 days', 'infinity'
                FROM generate_series(1, 2) AS filter
                """)
            try await pool.execute("INSERT INTO campanello.matches SELECT now(), 2, 1, 1, 1, 1, 0")
            #expect(try await RetentionStore.dropStalePending(olderThan: .seconds(15 * 86_400), from: pool) == 1)
            #expect(try await pool.value("SELECT filter_id FROM campanello.pending_filters", as: Int64.self) == 2)
        }
    }

    @Test("what people heard of a home is forgotten only when no portal has listed it for long")
    func oldEntries() async throws {
        try await withMigratedDatabase { pool in
            let user = try await Fixture.user(on: pool)
            _ = try await ListingStore(pool: pool).ingest([Fixture.row(1), Fixture.row(2), Fixture.row(3)])
            try await pool.execute(
                """
                INSERT INTO campanello.entries (user_id, channel, home_id, state, notification_id, listing_id, at)
                SELECT $1, 'telegram', id, 'announced', CASE external_id WHEN '3' THEN $3::uuid ELSE $2::uuid END, id,
                    now() - CASE external_id WHEN '3' THEN interval '1 day' ELSE interval '200 days' END
                FROM campanello.listings
                """,
                [
                    .int(user.id), .uuid(.v7(at: Date() - 200 * 86_400)), .uuid(.v7(at: Date() - 86_400)),
                ])
            try await pool.execute(
                "UPDATE campanello.listings SET last_seen_at = now() - interval '190 days' WHERE external_id <> '2'")
            let age = Duration.seconds(180 * 86_400)
            #expect(try await RetentionStore.dropOldEntries(olderThan: age, from: pool) == 1)
            #expect(try await RetentionStore.dropOldEntries(olderThan: age, from: pool) == 0)
            let left = try await pool.query(
                "SELECT external_id FROM campanello.entries JOIN campanello.listings ON listings.id = entries.home_id ORDER BY 1"
            )
            #expect(try left.map { try $0.decode("external_id", as: String.self) } == ["2", "3"])
        }
    }
}
