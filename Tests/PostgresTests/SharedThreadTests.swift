import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Connections that share a thread", .enabled(if: TestEnvironment.hasDatabase))
struct SharedThreadTests {
    private func withPool(
        size: Int, statementTimeout: Duration = .seconds(30), _ body: (PostgresPool) async throws -> Void
    ) async throws {
        try await TestDatabase.withURL { url in
            let configuration = try PostgresConfiguration(
                url: url, size: size, statementTimeout: statementTimeout, sharesThread: true)
            try await TestDatabase.withPool(configuration) { pool async throws in try await body(pool) }
        }
    }

    @Test("a statement that waits holds up nobody else")
    func apart() async throws {
        try await withPool(size: 2) { pool in
            let slow = Task { try await pool.query("SELECT pg_sleep(60)") }
            try await eventually { pool.counts.used == 1 }
            for number in 1...50 {
                let row = try await pool.query("SELECT $1::int AS n", [.int(Int64(number))])[0]
                #expect(try row.decode("n", as: Int.self) == number)
            }
            slow.cancel()
            await #expect(throws: PostgresError.self) { try await slow.value }
        }
    }

    @Test("many at once are all answered, each with its own")
    func many() async throws {
        try await withPool(size: 8) { pool in
            try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                for number in 1...500 {
                    group.addTask {
                        let row = try await pool.query("SELECT $1::int AS n", [.int(Int64(number))])[0]
                        return (number, try row.decode("n", as: Int.self))
                    }
                }
                for try await (asked, answered) in group { #expect(asked == answered) }
            }
        }
    }

    @Test("statements of one connection run one after the other, whoever asks")
    func inTurn() async throws {
        try await withPool(size: 1) { pool in
            let sum = try await pool.withConnection { connection async throws -> Int in
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 1...100 {
                        group.addTask {
                            try await connection.query("SELECT $1::int AS n", [.int(Int64(number))])[0].decode("n")
                        }
                    }
                    return try await group.reduce(0, +)
                }
            }
            #expect(sum == 5050)
        }
    }

    @Test("a killed connection is replaced, and the others go on")
    func killed() async throws {
        try await withPool(size: 2) { pool in
            let slow = Task { try await pool.query("SELECT pg_sleep(60)") }
            try await eventually { pool.counts.used == 1 }
            try await eventually {
                try await pool.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE 'SELECT pg_sleep%'
                        AND datname = current_database()
                    """
                ).count == 1
            }
            let error = await #expect(throws: PostgresError.self) { try await slow.value }
            #expect(error?.kind == .connection)
            #expect(try await pool.query("SELECT 1 AS one").count == 1)
        }
    }
}
