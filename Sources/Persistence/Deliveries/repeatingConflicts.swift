import Postgres

/// Makes a call again that lost against other transactions (a deadlock, a serialization failure): nothing of it was
/// written, and a sender need not stop for it.
func repeatingConflicts<R>(
    _ call: () async throws(PostgresError) -> R
) async throws(PostgresError) -> R {
    for attempt in 1..<4 {
        do throws(PostgresError) {
            return try await call()
        } catch {
            guard error.isTransactionConflict else { throw error }
            try? await Task.sleep(for: .milliseconds(Int64.random(in: 1...(10 << attempt))))
        }
    }
    return try await call()
}
