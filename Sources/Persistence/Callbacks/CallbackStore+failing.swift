package import Postgres

extension CallbackStore {
    /// How often it was tried and how old a callback is that could not be worked on.
    package func patience(for id: Int64) async throws(PostgresError) -> (tries: Int, age: Duration)? {
        let rows = try await pool.query(
            """
            SELECT tries, extract(epoch FROM now() - received_at)::float8 AS age FROM campanello.callbacks
            WHERE id = $1 AND done_at IS NULL
            """, [.int(id)])
        guard let row = rows.first else { return nil }
        return (try row.decode("tries"), .seconds(try row.decode("age", as: Double.self)))
    }

    /// Puts a callback off that could not be worked on.
    package func postpone(_ id: Int64, by wait: Duration) async throws(PostgresError) {
        try await Self.postpone(id, by: wait, on: pool)
    }

    /// Gives a callback up.
    package func giveUp(_ id: Int64) async throws(PostgresError) {
        try await Self.finish(id, on: pool)
    }

    /// Deletes what has been done for longer than `age`: no provider repeats it any more.
    /// - Returns: how many.
    package func deleteDone(olderThan age: Duration) async throws(PostgresError) -> Int {
        try await pool.execute(
            "DELETE FROM campanello.callbacks WHERE done_at < now() - $1::float8 * interval '1 second'",
            [.double(age.seconds)])
    }

    /// How many wait although they are due, and for how long the oldest has.
    package func backlog() async throws(PostgresError) -> (waiting: Int, age: Duration) {
        let rows = try await pool.query(
            """
            SELECT count(*) AS waiting, coalesce(extract(epoch FROM now() - min(due_at)), 0)::float8 AS age
            FROM campanello.callbacks WHERE done_at IS NULL AND due_at <= now()
            """, [])
        guard let row = rows.first else { return (0, .zero) }
        return (try row.decode("waiting"), .seconds(try row.decode("age", as: Double.self)))
    }
}
