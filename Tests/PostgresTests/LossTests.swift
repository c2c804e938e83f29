import Foundation
import NIOConcurrencyHelpers
import Postgres
import TestSupport
import Testing

@Suite("Lost connections and cancellation", .enabled(if: TestEnvironment.hasDatabase))
struct LossTests {
    private func pid(_ executor: some PostgresExecutor) async throws -> Int64 {
        try await executor.query("SELECT pg_backend_pid() AS pid")[0].decode("pid", as: Int64.self)
    }

    /// Kills the backend `pid` from another connection.
    private func terminate(_ pid: Int64, by pool: PostgresPool) async throws {
        _ = try await pool.query("SELECT pg_terminate_backend($1::int)", [.int(pid)])
    }

    private func withTwoPools(
        onState: @escaping @Sendable (PostgresState) -> Void = { _ in },
        _ body: (_ pool: PostgresPool, _ other: PostgresPool) async throws -> Void
    ) async throws {
        try await TestDatabase.withURL { url in
            let one = try PostgresConfiguration(url: url, applicationName: "victim", size: 1)
            let two = try PostgresConfiguration(url: url, applicationName: "other", size: 2)
            try await TestDatabase.withPool(one, onState: onState) { pool async throws in
                try await TestDatabase.withPool(two) { other in try await body(pool, other) }
            }
        }
    }

    @Test("a backend killed while idle is noticed at once, said once, and replaced")
    func killedWhileIdle() async throws {
        let states = TestSignal<PostgresState>("a change of state")
        try await withTwoPools(onState: states.send) { pool, other in
            let before = try await pid(pool)
            #expect(try await states.next() == .ready)
            try await terminate(before, by: other)
            guard case .unavailable(let reason) = try await states.next() else {
                Issue.record("the loss was not reported")
                return
            }
            #expect(!reason.isEmpty)
            #expect(try await states.next() == .ready)
            #expect(try await pid(pool) != before)
            #expect(states.pending.isEmpty)
        }
    }

    @Test("a backend killed in the middle of a statement: the error says connection, the next statement works")
    func killedInTheMiddle() async throws {
        try await withTwoPools { pool, other in
            let victim = try await pid(pool)
            async let failure = #expect(throws: PostgresError.self) { try await pool.query("SELECT pg_sleep(60)") }
            try await eventually { try await isActive(victim, seenBy: other) }
            try await terminate(victim, by: other)
            let error = await failure
            #expect(error?.kind == .connection)
            #expect(error?.sqlState == "57P01")
            #expect(error?.isTransient == true)
            #expect(error?.isOutcomeUnknown == false)
            #expect(try await pid(pool) != victim)
        }
    }

    @Test("a connection that breaks during the commit leaves the outcome unknown, and says so")
    func killedWhileCommitting() async throws {
        try await withTwoPools { pool, other in
            try await other.execute("CREATE SCHEMA campanello")
            try await other.execute("CREATE TABLE slow (n int)")
            // The commit itself waits: a deferred trigger sleeps in it.
            try await other.withConnection {
                try await $0.script(
                    """
                    CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$;
                    CREATE CONSTRAINT TRIGGER waits AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED
                        FOR EACH ROW EXECUTE FUNCTION wait();
                    """)
            }
            let victim = try await pid(pool)
            async let failure = #expect(throws: PostgresError.self) {
                try await pool.transaction { _ = try await $0.execute("INSERT INTO slow VALUES (1)") }
            }
            try await eventually { try await isActive(victim, seenBy: other) }
            try await terminate(victim, by: other)
            let error = await failure
            #expect(error?.kind == .connection)
            #expect(error?.isOutcomeUnknown == true)
        }
    }

    @Test("a cancelled task stops its statement on the server, and the connection is used again")
    func cancelledStatement() async throws {
        try await withTwoPools { pool, other in
            let victim = try await pid(pool)
            let task = Task { try await pool.query("SELECT pg_sleep(60)") }
            try await eventually { try await isActive(victim, seenBy: other) }
            task.cancel()
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.kind == .cancelled)
            try await eventually(within: .seconds(5)) { try await !isActive(victim, seenBy: other) }
            #expect(try await pid(pool) == victim)
        }
    }

    @Test("a cancelled transaction is rolled back")
    func cancelledTransaction() async throws {
        try await withTwoPools { pool, other in
            try await other.execute("CREATE SCHEMA campanello")
            try await other.execute("CREATE TABLE kept (n int)")
            let victim = try await pid(pool)
            let task = Task {
                try await pool.transaction { connection async throws in
                    try await connection.execute("INSERT INTO kept VALUES (1)")
                    try await connection.execute("SELECT pg_sleep(60)")
                }
            }
            try await eventually { try await isActive(victim, seenBy: other) }
            task.cancel()
            await #expect(throws: PostgresError.self) { try await task.value }
            #expect(try await pool.query("SELECT n FROM kept").isEmpty)
            #expect(try await pid(pool) == victim)
        }
    }

    @Test("cancellations under load never hit another task's statement")
    func cancellationRaces() async throws {
        try await TestDatabase.withPool(size: 2) { pool async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    let task = Task { try await pool.query("SELECT pg_sleep(0.002)") }
                    group.addTask {
                        if number % 2 == 0 {
                            await Task.yield()
                            task.cancel()
                        }
                        do { _ = try await task.value } catch let error as PostgresError {
                            guard error.kind == .cancelled, number % 2 == 0 else { throw error }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await pool.query("SELECT 1 AS one").count == 1)
        }
    }

    private func isActive(_ pid: Int64, seenBy pool: PostgresPool) async throws -> Bool {
        try await !pool.query(
            "SELECT 1 FROM pg_stat_activity WHERE pid = $1::int AND state = 'active' AND wait_event = 'PgSleep'",
            [.int(pid)]
        ).isEmpty
    }
}
