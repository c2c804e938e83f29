import CPostgreSQL

extension PostgresConnection {
    package nonisolated func query(
        _ sql: String, _ parameters: [PostgresValue]
    ) async throws(PostgresError) -> [PostgresRow] {
        try await query(sql, parameters, plan: .kept)
    }

    package nonisolated func query(
        _ sql: String, _ parameters: [PostgresValue], plan: StatementPlan
    ) async throws(PostgresError) -> [PostgresRow] {
        // The connection's thread has others to serve: what can be done elsewhere is.
        try await query(sql, try ParameterList(parameters), plan)
    }

    @discardableResult
    package nonisolated func execute(
        _ sql: String, _ parameters: [PostgresValue]
    ) async throws(PostgresError) -> Int {
        try await execute(sql, parameters, plan: .kept)
    }

    @discardableResult
    package nonisolated func execute(
        _ sql: String, _ parameters: [PostgresValue], plan: StatementPlan
    ) async throws(PostgresError) -> Int {
        try await execute(sql, try ParameterList(parameters), plan)
    }

    private func query(
        _ sql: String, _ parameters: ParameterList, _ plan: StatementPlan
    ) async throws(PostgresError) -> [PostgresRow] {
        try await perform { session, deadline async throws(PostgresError) in
            try await self.run(sql, parameters, plan, on: session, until: deadline) { self.table(of: sql, $0) }.rows
        }
    }

    private func execute(
        _ sql: String, _ parameters: ParameterList, _ plan: StatementPlan
    ) async throws(PostgresError) -> Int {
        try await perform { session, deadline async throws(PostgresError) in
            try await self.run(sql, parameters, plan, on: session, until: deadline) { result in
                PQcmdTuples(result.pointer).flatMap { Int(String(cString: $0)) } ?? 0
            }
        }
    }

    /// Runs SQL text of one or more statements, without parameters and without a time limit on this side: for
    /// migrations.
    package func script(_ sql: String) async throws(PostgresError) {
        try await perform { session, _ async throws(PostgresError) in
            try await self.simple(sql, on: session, until: nil)
        }
    }

    /// Sets how long the following statements may run, `nil` for as long as they like. The pool replaces the
    /// connection afterwards.
    package func setStatementTimeout(_ timeout: Duration?) async throws(PostgresError) {
        try await execute("SET statement_timeout = \(timeout?.milliseconds ?? 0)")
        ownTimeout = .some(timeout)
    }

    /// A statement without parameters that runs even where the task is cancelled: the end of a transaction.
    func executeShielded(_ sql: String) async throws(PostgresError) {
        await takeTurn()
        defer { passTurn() }
        let session = try usableSession()
        defer { settle(session) }
        try await simple(sql, on: session, until: clientDeadline)
    }

    /// Commits even where the task is cancelled. A commit that ends in a rollback throws, and so does a connection that
    /// breaks meanwhile, with `isOutcomeUnknown`.
    func commit() async throws(PostgresError) {
        await takeTurn()
        defer { passTurn() }
        let session = try usableSession()
        defer { settle(session) }
        guard PQtransactionStatus(session.handle) == PQTRANS_INTRANS else {
            try await simple("ROLLBACK", on: session, until: clientDeadline)
            throw PostgresError(.server(sqlState: "25P02"), "a statement of the transaction failed: rolled back")
        }
        do {
            try await simple("COMMIT", on: session, until: clientDeadline)
        } catch {
            var error = error
            error.isOutcomeUnknown = !session.isUsable
            throw error
        }
    }

    func table(of sql: String, _ result: consuming Session.Result) -> ResultTable {
        let known = shapes[sql]
        let table = ResultTable(result.take(), known: known)
        if known == nil {
            if shapes.count >= configuration.statementCacheSize { shapes.removeAll() }
            shapes[sql] = table.shape
        }
        return table
    }

    private func simple(
        _ sql: String, on session: Session, until deadline: ContinuousClock.Instant?
    ) async throws(PostgresError) {
        guard PQsendQuery(session.handle, sql) == 1 else { throw session.give(up: session.complaint) }
        try await session.finish(until: deadline) { _ in }
    }

    /// Runs a statement by its prepared name where it has come before. A statement whose tables have changed since it
    /// was prepared is prepared again, unless a transaction is lost by then.
    private func run<R>(
        _ sql: String, _ parameters: ParameterList, _ plan: StatementPlan, on session: Session,
        until deadline: ContinuousClock.Instant?, _ read: (consuming Session.Result) -> R
    ) async throws(PostgresError) -> R {
        do {
            return try await runOnce(sql, parameters, plan, on: session, until: deadline, read)
        } catch {
            guard error.isStalePlan else { throw error }
            statements.forget(sql)
            guard session.isIdle else { throw error }
            return try await runOnce(sql, parameters, plan, on: session, until: deadline, read)
        }
    }

    private func runOnce<R>(
        _ sql: String, _ parameters: ParameterList, _ plan: StatementPlan, on session: Session,
        until deadline: ContinuousClock.Instant?, _ read: (consuming Session.Result) -> R
    ) async throws(PostgresError) -> R {
        let prepared = try await plan == .anew ? nil : name(of: sql, on: session, until: deadline)
        try send(sql, parameters, by: prepared, on: session)
        return try await session.finish(until: deadline, read)
    }

    /// The name by which a statement is prepared; nil where it runs without one.
    func name(
        of sql: String, on session: Session, until deadline: ContinuousClock.Instant?
    ) async throws(PostgresError) -> String? {
        switch statements.plan(for: sql) {
        case .once: return nil
        case .run(let name): return name
        case .prepare(let name, let closing):
            if let closing { try await simple("DEALLOCATE \(closing)", on: session, until: deadline) }
            try await prepare(sql, name, on: session, until: deadline)
            return name
        }
    }

    private func prepare(
        _ sql: String, _ name: String, on session: Session, until deadline: ContinuousClock.Instant?
    ) async throws(PostgresError) {
        guard PQsendPrepare(session.handle, name, sql, 0, nil) == 1 else {
            throw session.give(up: session.complaint)
        }
        do {
            try await session.finish(until: deadline) { _ in }
        } catch {
            statements.forgetUnprepared(sql)
            throw error
        }
    }

    func send(
        _ sql: String, _ parameters: ParameterList, by name: String?, on session: Session
    ) throws(PostgresError) {
        let sent = parameters.withPointers {
            if let name {
                PQsendQueryPrepared(session.handle, name, parameters.count, $0.values, $0.lengths, $0.formats, 0)
            } else {
                PQsendQueryParams(
                    session.handle, sql, parameters.count, nil, $0.values, $0.lengths, $0.formats, 0)
            }
        }
        guard sent == 1 else { throw session.give(up: session.complaint) }
    }
}
