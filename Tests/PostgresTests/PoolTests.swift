import Foundation
import Logging
import NIOConcurrencyHelpers
import TestSupport
import Testing

@testable import Postgres

@Suite("The pool", .enabled(if: TestEnvironment.hasDatabase))
struct PoolTests {
    private func configuration(_ url: String, size: Int, wait: Duration = .seconds(10)) throws -> PostgresConfiguration
    {
        try PostgresConfiguration(url: url, applicationName: "small", size: size, leaseTimeout: wait)
    }

    @Test("it grows to its size and no further, and opens nothing that nobody waits for")
    func growth() async throws {
        try await TestDatabase.withURL { url in
            try await TestDatabase.withPool(configuration(url, size: 3)) { pool async throws in
                for _ in 1...20 { _ = try await pool.query("SELECT 1") }
                #expect(pool.state.withLockedValue { $0.openCount } == 1)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    // Each keeps its connection until there are three, so that a third is needed.
                    for _ in 1...3 {
                        group.addTask {
                            try await pool.withConnection { _ async throws in
                                try await eventually { pool.state.withLockedValue { $0.openCount } == 3 }
                            }
                        }
                    }
                    for _ in 1...50 { group.addTask { _ = try await pool.query("SELECT 1") } }
                    try await group.waitForAll()
                }
                #expect(pool.state.withLockedValue { $0.openCount } == 3)
            }
        }
    }

    @Test("who waits too long for a connection gets an error that names the pool")
    func exhaustion() async throws {
        try await TestDatabase.withURL { url in
            try await TestDatabase.withPool(configuration(url, size: 1, wait: .seconds(1))) { pool async throws in
                try await eventually { (try? await pool.query("SELECT 1")) != nil }
                try await pool.withConnection { _ async throws in
                    let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
                    #expect(error?.kind == .timeout)
                    #expect(error?.message.contains("small") == true)
                    #expect(error?.message.contains("all 1 are in use") == true)
                }
                #expect(try await pool.query("SELECT 1").count == 1)
            }
        }
    }

    @Test("a task that is cancelled while it waits leaves the queue")
    func cancelledWait() async throws {
        try await TestDatabase.withURL { url in
            try await TestDatabase.withPool(configuration(url, size: 1)) { pool async throws in
                try await pool.withConnection { _ async throws in
                    let task = Task { try await pool.query("SELECT 1") }
                    try await eventually { pool.state.withLockedValue { $0.waitingCount } == 1 }
                    task.cancel()
                    let error = await #expect(throws: PostgresError.self) { try await task.value }
                    #expect(error?.kind == .cancelled)
                    #expect(pool.state.withLockedValue { $0.waitingCount } == 0)
                }
            }
        }
    }

    @Test("shutting down ends those who wait and closes what comes back")
    func shutdown() async throws {
        try await TestDatabase.withURL { url in
            let states = TestSignal<PostgresState>()
            try await TestDatabase.withPool(configuration(url, size: 1), onState: states.send) { pool async throws in
                try await pool.withConnection { connection async throws in
                    let task = Task { try await pool.query("SELECT 1") }
                    try await eventually { pool.state.withLockedValue { $0.waitingCount } == 1 }
                    await pool.shutdown()
                    let error = await #expect(throws: PostgresError.self) { try await task.value }
                    #expect(error?.kind == .poolClosed)
                    #expect(try await connection.query("SELECT 1").count == 1)
                }
                await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
                #expect(try await states.first { $0 == .closed } == .closed)
            }
        }
    }

    @Test("a database that is absent: said once, the wait names the reason, and no password is told")
    func absent() async throws {
        let states = TestSignal<PostgresState>()
        let url = "postgresql://postgres:hunter2@127.0.0.1:1/none"
        try await TestDatabase.withPool(configuration(url, size: 2, wait: .milliseconds(600)), onState: states.send) {
            pool async throws in
            guard case .unavailable(let reason) = try await states.next() else {
                Issue.record("not reported")
                return
            }
            #expect(!reason.contains("hunter2"))
            let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
            #expect(error?.kind == .timeout)
            #expect(error?.message.contains("refused") == true)
            try await eventually { pool.state.withLockedValue { $0.failures } >= 3 }
            #expect(states.pending.isEmpty)
        }
    }
}
