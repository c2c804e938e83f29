/// What runs statements: the pool, or one connection inside a transaction.
package protocol PostgresExecutor: Sendable {
    /// Runs one statement and answers with all its rows. Parameters are `$1`, `$2`… in `sql`.
    func query(_ sql: String, _ parameters: [PostgresValue]) async throws(PostgresError) -> [PostgresRow]

    /// Runs several statements in one exchange with the server, and as one transaction: of all of them or of none.
    /// Answers with the rows of each.
    func query(_ statements: [PostgresStatement]) async throws(PostgresError) -> [[PostgresRow]]

    /// Runs one statement and answers with the number of rows it touched: 0 for statements that touch none.
    @discardableResult
    func execute(_ sql: String, _ parameters: [PostgresValue]) async throws(PostgresError) -> Int
}

/// A statement and what its placeholders stand for.
package struct PostgresStatement: Sendable {
    package let sql: String
    package let parameters: [PostgresValue]

    package init(_ sql: String, _ parameters: [PostgresValue] = []) {
        self.sql = sql
        self.parameters = parameters
    }
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
