import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Several statements in one exchange", .enabled(if: TestEnvironment.hasDatabase))
struct ExchangeTests {
    @Test("each is answered with its own rows, prepared or not")
    func answers() async throws {
        try await TestDatabase.withPool(size: 1) { pool async throws in
            for round in 1...4 {
                let answers = try await pool.query([
                    PostgresStatement("SELECT $1::int AS n", [.int(Int64(round))]),
                    PostgresStatement("SELECT n FROM generate_series(1, $1::int) AS n", [.int(Int64(round))]),
                    PostgresStatement("SELECT 1 AS none WHERE false"),
                ])
                #expect(answers.map(\.count) == [1, round, 0])
                #expect(try answers[0][0].decode("n", as: Int.self) == round)
                #expect(try answers[1].last?.decode("n", as: Int.self) == round)
            }
            #expect(try await pool.query([]).isEmpty)
        }
    }

    @Test("the first fault is thrown, nothing of the others stays, and the connection is used again")
    func fault() async throws {
        try await TestDatabase.withPool(size: 1) { pool async throws in
            try await pool.execute("CREATE TABLE kept (n int)")
            let pid = try await pool.query("SELECT pg_backend_pid() AS pid")[0].decode("pid", as: Int64.self)
            for _ in 1...3 {
                let error = try #require(
                    await #expect(throws: PostgresError.self) {
                        try await pool.query([
                            PostgresStatement("INSERT INTO kept VALUES (1)"), PostgresStatement("SELECT 1 / 0"),
                            PostgresStatement("INSERT INTO kept VALUES (2)"),
                        ])
                    })
                #expect(error.sqlState == "22012")
            }
            #expect(try await pool.query("SELECT n FROM kept").isEmpty)
            #expect(try await pool.query("SELECT pg_backend_pid() AS pid")[0].decode("pid", as: Int64.self) == pid)
        }
    }

    @Test("a statement whose table has changed is prepared again")
    func stale() async throws {
        try await TestDatabase.withPool(size: 1) { pool async throws in
            try await pool.execute("CREATE TABLE shifting (a int)")
            try await pool.execute("INSERT INTO shifting VALUES (1)")
            let both = [PostgresStatement("SELECT 1 AS one"), PostgresStatement("SELECT * FROM shifting")]
            for _ in 1...3 { #expect(try await pool.query(both)[1][0].columnNames == ["a"]) }
            try await pool.execute("ALTER TABLE shifting ADD b text DEFAULT 'x'")
            #expect(try await pool.query(both)[1][0].columnNames == ["a", "b"])
        }
    }

    @Test("more than the network holds at once goes out and comes back")
    func large() async throws {
        try await TestDatabase.withPool(size: 1) { pool async throws in
            let text = String(repeating: "è", count: 1_000_000)
            let echo = PostgresStatement("SELECT $1::text AS text", [.text(text)])
            let answers = try await pool.query([echo, echo, echo, echo])
            for answer in answers { #expect(try answer[0].decode("text", as: String.self) == text) }
        }
    }

    @Test("a cancelled task stops it on the server")
    func cancelled() async throws {
        try await TestDatabase.withPool(size: 1) { pool async throws in
            let task = Task {
                try await pool.query([PostgresStatement("SELECT 1"), PostgresStatement("SELECT pg_sleep(60)")])
            }
            try await eventually { pool.counts.used == 1 }
            task.cancel()
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.kind == .cancelled)
            #expect(try await pool.query("SELECT 1 AS one").count == 1)
        }
    }
}
