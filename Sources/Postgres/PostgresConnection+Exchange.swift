import CPostgreSQL

extension PostgresConnection {
    package nonisolated func query(
        _ statements: [PostgresStatement]
    ) async throws(PostgresError) -> [[PostgresRow]] {
        var lists: [ParameterList] = []
        for statement in statements { lists.append(try ParameterList(statement.parameters)) }
        return try await exchange(statements, lists)
    }

    private func exchange(
        _ statements: [PostgresStatement], _ lists: [ParameterList]
    ) async throws(PostgresError) -> [[PostgresRow]] {
        try await perform { session, deadline async throws(PostgresError) in
            try await self.exchange(statements, lists, on: session, until: deadline)
        }
    }

    /// As with single statements, stale plans are made anew, unless a transaction is lost by then.
    private func exchange(
        _ batch: [PostgresStatement], _ lists: [ParameterList], on session: Session,
        until deadline: ContinuousClock.Instant?
    ) async throws(PostgresError) -> [[PostgresRow]] {
        do {
            return try await exchangeOnce(batch, lists, on: session, until: deadline)
        } catch {
            guard error.isStalePlan else { throw error }
            for statement in batch { statements.forget(statement.sql) }
            guard session.isIdle else { throw error }
            return try await exchangeOnce(batch, lists, on: session, until: deadline)
        }
    }

    private func exchangeOnce(
        _ batch: [PostgresStatement], _ lists: [ParameterList], on session: Session,
        until deadline: ContinuousClock.Instant?
    ) async throws(PostgresError) -> [[PostgresRow]] {
        var names: [String?] = []
        for statement in batch { names.append(try await name(of: statement.sql, on: session, until: deadline)) }
        guard PQenterPipelineMode(session.handle) == 1 else { throw session.give(up: session.complaint) }
        for (index, statement) in batch.enumerated() {
            try send(statement.sql, lists[index], by: names[index], on: session)
        }
        guard PQpipelineSync(session.handle) == 1 else { throw session.give(up: session.complaint) }
        try await session.flush(until: deadline)
        let answers = try await answers(to: batch, on: session, until: deadline)
        guard PQexitPipelineMode(session.handle) == 1 else { throw session.give(up: session.complaint) }
        return try answers.get()
    }

    /// The rows of each statement, or the first one's error: the server leaves out those behind it.
    private func answers(
        to batch: [PostgresStatement], on session: Session, until deadline: ContinuousClock.Instant?
    ) async throws(PostgresError) -> Result<[[PostgresRow]], PostgresError> {
        var answers: [[PostgresRow]] = []
        var failure: PostgresError?
        for statement in batch {
            while let result = try await session.nextResult(until: deadline) {
                if result.status == PGRES_TUPLES_OK || result.status == PGRES_COMMAND_OK {
                    answers.append(table(of: statement.sql, result).rows)
                } else if failure == nil {
                    failure = PostgresError(result: result.pointer)
                }
            }
        }
        guard let end = try await session.nextResult(until: deadline), end.status == PGRES_PIPELINE_SYNC else {
            // A server that closes the connection says why before it does.
            throw failure?.asLostConnection() ?? session.give(up: session.complaint)
        }
        return failure.map { .failure($0) } ?? .success(answers)
    }
}
