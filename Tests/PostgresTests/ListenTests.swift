import Logging
import Postgres
import TestSupport
import Testing

@Suite("LISTEN", .enabled(if: TestEnvironment.hasDatabase))
struct ListenTests {
    /// Reads a stream into a signal that a test can wait for.
    private func read(_ stream: AsyncStream<PostgresNotification>) -> (
        TestSignal<PostgresNotification>, Task<Void, Never>
    ) {
        let heard = TestSignal<PostgresNotification>("a notification")
        return (heard, Task { for await notification in stream { heard.send(notification) } })
    }

    @Test("says resumed first, then what is committed, in order and on its channels alone")
    func hears() async throws {
        try await TestDatabase.withPool { pool async throws in
            let (heard, task) = read(pool.notifications(on: ["one", "Two \"quoted\""]))
            #expect(try await heard.next() == .resumed)
            try await pool.transaction { connection async throws in
                try await connection.execute("SELECT pg_notify('one', 'первое')")
                try await connection.execute("SELECT pg_notify('other', 'unheard')")
            }
            try await pool.execute("SELECT pg_notify('Two \"quoted\"', $1)", ["second"])
            #expect(try await heard.next() == .payload(channel: "one", text: "первое"))
            #expect(try await heard.next() == .payload(channel: "Two \"quoted\"", text: "second"))
            task.cancel()
        }
    }

    @Test("listens again after its backend was killed, and says so")
    func resumes() async throws {
        try await TestDatabase.withPool { pool async throws in
            let (heard, task) = read(pool.notifications(on: ["one"]))
            for round in 1...3 {
                #expect(try await heard.next() == .resumed)
                try await pool.execute("SELECT pg_notify('one', $1)", [.text("\(round)")])
                #expect(try await heard.next() == .payload(channel: "one", text: "\(round)"))
                let killed = try await pool.execute(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()
                    """)
                // The one that was killed before may not have left the list yet.
                #expect(killed >= 1)
            }
            task.cancel()
        }
    }

    @Test("the stream ends and its connection closes with the reader's task and with the pool")
    func ends() async throws {
        try await TestDatabase.withURL { url in
            let configuration = try PostgresConfiguration(url: url, applicationName: "listening", size: 1)
            try await TestDatabase.withPool(configuration) { pool async throws in
                let (heard, task) = read(pool.notifications(on: ["one"]))
                _ = try await heard.next()
                task.cancel()
                await task.value
                try await eventually {
                    try await pool.query(
                        """
                        SELECT 1 FROM pg_stat_activity
                        WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()
                        """
                    ).isEmpty
                }
                let (again, other) = read(pool.notifications(on: ["one"]))
                _ = try await again.next()
                await pool.shutdown()
                await other.value
            }
        }
    }
}
