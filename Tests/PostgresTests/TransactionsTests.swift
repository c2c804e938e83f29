import NIOConcurrencyHelpers
import Postgres
import TestSupport
import Testing

@Suite("Transactions", .enabled(if: TestEnvironment.hasDatabase))
struct TransactionsTests {
    private struct Stop: Error {}

    private func count(_ executor: some PostgresExecutor) async throws -> Int {
        try await executor.query("SELECT count(*) AS n FROM marks")[0].decode("n", as: Int.self)
    }

    private func withMarks(_ body: (PostgresPool) async throws -> Void) async throws {
        try await TestDatabase.withPool { pool async throws in
            try await pool.execute("CREATE TABLE marks (id int PRIMARY KEY, n int NOT NULL DEFAULT 0)")
            try await body(pool)
        }
    }

    @Test("what returns is committed, what throws is rolled back")
    func commitAndRollback() async throws {
        try await withMarks { pool async throws in
            try await pool.transaction { _ = try await $0.execute("INSERT INTO marks VALUES (1)") }
            await #expect(throws: Stop.self) {
                try await pool.transaction { connection async throws in
                    try await connection.execute("INSERT INTO marks VALUES (2)")
                    throw Stop()
                }
            }
            #expect(try await count(pool) == 1)
        }
    }

    @Test("a transaction whose failed statement was swallowed throws instead of claiming a commit")
    func swallowedFailure() async throws {
        try await withMarks { pool async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { connection async throws in
                    try await connection.execute("INSERT INTO marks VALUES (1)")
                    _ = try? await connection.execute("INSERT INTO marks VALUES (1)")
                }
            }
            #expect(error?.sqlState == "25P02")
            #expect(try await count(pool) == 0)
        }
    }

    @Test("a deferred constraint that fails at the commit is thrown with its name")
    func failureAtCommit() async throws {
        try await withMarks { pool async throws in
            try await pool.execute(
                "CREATE TABLE notes (mark int CONSTRAINT of_a_mark REFERENCES marks DEFERRABLE INITIALLY DEFERRED)")
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { _ = try await $0.execute("INSERT INTO notes VALUES (9)") }
            }
            #expect(error?.constraint == "of_a_mark")
            #expect(error?.isForeignKeyViolation == true)
            #expect(error?.isOutcomeUnknown == false)
        }
    }

    @Test("read only means read only")
    func readOnly() async throws {
        try await withMarks { pool async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction(readOnly: true) { _ = try await $0.execute("INSERT INTO marks VALUES (1)") }
            }
            #expect(error?.sqlState == "25006")
        }
    }

    @Test("serializable transactions that conflict are run again until all are done")
    func serializationFailures() async throws {
        try await withMarks { pool async throws in
            try await pool.execute("INSERT INTO marks VALUES (1, 0)")
            let runs = NIOLockedValueBox(0)
            let bothRead = TestSignal<Void>("a transaction has read")
            func increment(_ isFirst: Bool) async throws {
                try await pool.transaction(isolation: .serializable) { connection async throws in
                    let run = runs.withLockedValue { runs in
                        runs += 1
                        return runs
                    }
                    let value = try await connection.query("SELECT n FROM marks")[0].decode("n", as: Int.self)
                    bothRead.send(())
                    // The first two wait for each other, so that they do conflict.
                    if run <= 2 {
                        try await eventually { runs.withLockedValue { $0 } >= 2 && bothRead.pending.count >= 2 }
                    }
                    try await connection.execute("UPDATE marks SET n = $1", [.int(Int64(value + 1))])
                }
            }
            async let first: Void = increment(true)
            async let second: Void = increment(false)
            _ = try await (first, second)
            #expect(try await pool.query("SELECT n FROM marks")[0].decode("n", as: Int.self) == 2)
            #expect(runs.withLockedValue { $0 } >= 3)
        }
    }

    @Test("a conflict that never ends is thrown after the third run")
    func endlessConflict() async throws {
        try await withMarks { pool async throws in
            let runs = NIOLockedValueBox(0)
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { connection async throws in
                    runs.withLockedValue { $0 += 1 }
                    try await connection.execute("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$")
                }
            }
            #expect(error?.isTransactionConflict == true)
            #expect(runs.withLockedValue { $0 } == 3)
        }
    }

    @Test("of two transactions in a deadlock both get through")
    func deadlock() async throws {
        try await withMarks { pool async throws in
            try await pool.execute("INSERT INTO marks VALUES (1), (2)")
            let holding = NIOLockedValueBox(0)
            func touch(_ one: Int64, _ other: Int64) async throws {
                try await pool.transaction { connection async throws in
                    try await connection.execute("UPDATE marks SET n = n + 1 WHERE id = $1", [.int(one)])
                    holding.withLockedValue { $0 += 1 }
                    try await eventually { holding.withLockedValue { $0 } >= 2 }
                    try await connection.execute("UPDATE marks SET n = n + 1 WHERE id = $1", [.int(other)])
                }
            }
            async let first: Void = touch(1, 2)
            async let second: Void = touch(2, 1)
            _ = try await (first, second)
            #expect(try await pool.query("SELECT sum(n) AS n FROM marks")[0].decode("n", as: Int.self) == 4)
        }
    }

    @Test("a connection that comes back inside a transaction is replaced")
    func openTransaction() async throws {
        try await TestDatabase.withPool(size: 1) { pool async throws in
            try await pool.withConnection { connection async throws in
                try await connection.execute("BEGIN")
                try await connection.execute("CREATE TABLE never (n int)")
            }
            let row = try await pool.query("SELECT to_regclass('campanello.never')::text AS name")[0]
            #expect(try row.decodeIfPresent("name", as: String.self) == nil)
        }
    }
}
