import Logging

extension PostgresPool {
    /// How often a transaction that lost against others is run before its error is thrown.
    private static let attempts = 3

    /// Runs `body` in a transaction: committed when it returns, rolled back when it throws or its task is cancelled.
    ///
    /// `body` is run again from its start, up to three times altogether, where the transaction lost against others
    /// (SQLSTATE 40001, 40P01): it must not touch anything but the database. An error with `isOutcomeUnknown` says that
    /// the connection broke during the commit.
    package func transaction<R: Sendable>(
        isolation: IsolationLevel = .readCommitted,
        readOnly: Bool = false,
        _ body: (PostgresConnection) async throws -> R
    ) async throws -> R {
        let begin = "BEGIN ISOLATION LEVEL \(isolation.rawValue)\(readOnly ? " READ ONLY" : "")"
        var attempt = 1
        while true {
            do {
                return try await withConnection { try await Self.run(begin, body, on: $0) }
            } catch let error as PostgresError where error.isTransactionConflict && attempt < Self.attempts {
                logger.debug("a transaction is run again", metadata: ["reason": "\(error.message)"])
                try? await Task.sleep(for: .milliseconds(Int64.random(in: 1...(20 << attempt))))
                attempt += 1
            }
        }
    }

    private static func run<R: Sendable>(
        _ begin: String, _ body: (PostgresConnection) async throws -> R, on connection: PostgresConnection
    ) async throws -> R {
        try await connection.execute(begin)
        let answer: R
        do {
            answer = try await body(connection)
            guard !Task.isCancelled else {
                throw PostgresError(.cancelled, "cancelled before the transaction was committed")
            }
        } catch {
            // A connection that cannot roll back is lost, and the server rolls back by itself.
            try? await connection.executeShielded("ROLLBACK")
            throw error
        }
        try await connection.commit()
        return answer
    }
}
