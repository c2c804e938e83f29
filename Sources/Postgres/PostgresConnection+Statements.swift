import CPostgreSQL

extension PostgresConnection {
    package func query(_ sql: String, _ parameters: [PostgresValue]) async throws(PostgresError) -> [PostgresRow] {
        try await query(sql, parameters, plan: .kept)
    }

    package func query(
        _ sql: String, _ parameters: [PostgresValue], plan: StatementPlan
    ) async throws(PostgresError) -> [PostgresRow] {
        let list = try ParameterList(parameters)
        return try await perform { session, deadline throws(PostgresError) in
            let known = self.shapes[sql]
            let table = try self.run(sql, list, plan, on: session, until: deadline) { ResultTable($0, known: known) }
            if known == nil {
                if self.shapes.count >= configuration.statementCacheSize { self.shapes.removeAll() }
                self.shapes[sql] = table.shape
            }
            return table.rows
        }
    }

    @discardableResult
    package func execute(_ sql: String, _ parameters: [PostgresValue]) async throws(PostgresError) -> Int {
        try await execute(sql, parameters, plan: .kept)
    }

    @discardableResult
    package func execute(
        _ sql: String, _ parameters: [PostgresValue], plan: StatementPlan
    ) async throws(PostgresError) -> Int {
        let list = try ParameterList(parameters)
        return try await perform { session, deadline throws(PostgresError) in
            try self.run(sql, list, plan, on: session, until: deadline, Self.rowsTouched)
        }
    }

    /// Runs SQL text of one or more statements, without parameters and without a time limit on this side: for
    /// migrations.
    package func script(_ sql: String) async throws(PostgresError) {
        try await perform { session, _ throws(PostgresError) in try self.simple(sql, on: session, until: nil) }
    }

    /// Sets how long the following statements may run, `nil` for as long as they like. The pool replaces the
    /// connection afterwards.
    package func setStatementTimeout(_ timeout: Duration?) async throws(PostgresError) {
        try await execute("SET statement_timeout = \(timeout?.milliseconds ?? 0)")
        ownTimeout = .some(timeout)
    }

    /// A statement without parameters that runs even where the task is cancelled: the end of a transaction.
    func executeShielded(_ sql: String) throws(PostgresError) {
        let session = try usableSession()
        defer { settle(session) }
        try simple(sql, on: session, until: clientDeadline)
    }

    /// Commits even where the task is cancelled. A commit that ends in a rollback throws, and so does a connection that
    /// breaks meanwhile, with `isOutcomeUnknown`.
    func commit() throws(PostgresError) {
        let session = try usableSession()
        defer { settle(session) }
        guard PQtransactionStatus(session.handle) == PQTRANS_INTRANS else {
            try simple("ROLLBACK", on: session, until: clientDeadline)
            throw PostgresError(.server(sqlState: "25P02"), "a statement of the transaction failed: rolled back")
        }
        do {
            try simple("COMMIT", on: session, until: clientDeadline)
        } catch {
            var error = error
            error.isOutcomeUnknown = !session.isUsable
            throw error
        }
    }

    private func simple(
        _ sql: String, on session: Session, until deadline: ContinuousClock.Instant?
    ) throws(PostgresError) {
        guard PQsendQuery(session.handle, sql) == 1 else { throw session.give(up: session.complaint) }
        try session.finish(until: deadline) { _ in }
    }

    /// Runs a statement by its prepared name where it has come before. A statement whose tables have changed since it
    /// was prepared is prepared again, unless a transaction is lost by then.
    private func run<R>(
        _ sql: String, _ parameters: ParameterList, _ plan: StatementPlan, on session: Session,
        until deadline: ContinuousClock.Instant?, _ read: (OpaquePointer) -> R
    ) throws(PostgresError) -> R {
        do {
            return try runOnce(sql, parameters, plan, on: session, until: deadline, read)
        } catch {
            guard error.sqlState == "0A000" || error.sqlState == "26000" else { throw error }
            statements.forget(sql)
            guard session.isUsable, PQtransactionStatus(session.handle) == PQTRANS_IDLE else { throw error }
            return try runOnce(sql, parameters, plan, on: session, until: deadline, read)
        }
    }

    private func runOnce<R>(
        _ sql: String, _ parameters: ParameterList, _ plan: StatementPlan, on session: Session,
        until deadline: ContinuousClock.Instant?, _ read: (OpaquePointer) -> R
    ) throws(PostgresError) -> R {
        switch plan == .anew ? .once : statements.plan(for: sql) {
        case .once:
            let sent = parameters.withPointers {
                PQsendQueryParams(
                    session.handle, sql, parameters.count, nil, $0.values, $0.lengths, $0.formats, 0)
            }
            guard sent == 1 else { throw session.give(up: session.complaint) }
        case .prepare(let name, let closing):
            if let closing { try simple("DEALLOCATE \(closing)", on: session, until: deadline) }
            try prepare(sql, name, on: session, until: deadline)
            try sendPrepared(name, parameters, on: session)
        case .run(let name):
            try sendPrepared(name, parameters, on: session)
        }
        return try session.finish(until: deadline, read)
    }

    private func prepare(
        _ sql: String, _ name: String, on session: Session, until deadline: ContinuousClock.Instant?
    ) throws(PostgresError) {
        guard PQsendPrepare(session.handle, name, sql, 0, nil) == 1 else {
            throw session.give(up: session.complaint)
        }
        do {
            try session.finish(until: deadline) { _ in }
        } catch {
            statements.forgetUnprepared(sql)
            throw error
        }
    }

    private func sendPrepared(_ name: String, _ parameters: ParameterList, on session: Session) throws(PostgresError) {
        let sent = parameters.withPointers {
            PQsendQueryPrepared(session.handle, name, parameters.count, $0.values, $0.lengths, $0.formats, 0)
        }
        guard sent == 1 else { throw session.give(up: session.complaint) }
    }

    private static func rowsTouched(_ result: OpaquePointer) -> Int {
        PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }
}
