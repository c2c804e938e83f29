/// What runs statements: the pool, or one connection inside a transaction.
package protocol PostgresExecutor: Sendable {
    /// Runs one statement and answers with all its rows. Parameters are `$1`, `$2`… in `sql`.
    func query(_ sql: String, _ parameters: [PostgresValue]) async throws(PostgresError) -> [PostgresRow]

    /// Runs one statement and answers with the number of rows it touched: 0 for statements that touch none.
    @discardableResult
    func execute(_ sql: String, _ parameters: [PostgresValue]) async throws(PostgresError) -> Int
}

extension PostgresExecutor {
    package func query(_ sql: String) async throws(PostgresError) -> [PostgresRow] {
        try await query(sql, [])
    }

    @discardableResult
    package func execute(_ sql: String) async throws(PostgresError) -> Int {
        try await execute(sql, [])
    }
}
