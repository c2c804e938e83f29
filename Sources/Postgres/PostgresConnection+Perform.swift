import CPostgreSQL

extension PostgresConnection {
    /// The server's own limit comes first; this one is for a server or a network that no longer answers.
    var clientDeadline: ContinuousClock.Instant? {
        let timeout = ownTimeout ?? configuration.statementTimeout
        return timeout.map { .now + $0 + .seconds(5) }
    }

    /// Runs `body` on the connection. A cancelled task makes the server stop what it is doing.
    func perform<R>(
        _ body: (Session, ContinuousClock.Instant?) async throws(PostgresError) -> R
    ) async throws(PostgresError) -> R {
        await takeTurn()
        defer { passTurn() }
        let number = canceller.nextNumber()
        let outcome: Result<R, PostgresError> = await withTaskCancellationHandler {
            do throws(PostgresError) {
                return .success(try await run(number, body))
            } catch {
                return .failure(error)
            }
        } onCancel: { [canceller] in
            Task { await CancelDesk.shared.send(number, through: canceller) }
        }
        return try outcome.get()
    }

    private func run<R>(
        _ number: UInt64, _ body: (Session, ContinuousClock.Instant?) async throws(PostgresError) -> R
    ) async throws(PostgresError) -> R {
        let session = try usableSession()
        canceller.begin(number)
        // Cancelled before the number was known as running: nobody has sent a request.
        guard !Task.isCancelled else {
            _ = canceller.end()
            throw PostgresError(.cancelled, "cancelled before the statement was sent")
        }
        do throws(PostgresError) {
            let answer = try await body(session, clientDeadline)
            await finish(session, isCancelled: canceller.end())
            return answer
        } catch {
            let isCancelled = canceller.end()
            await finish(session, isCancelled: isCancelled && error.sqlState != "57014")
            throw error.naming(isCancelled: isCancelled)
        }
    }

    /// A request to cancel that came too late may still be on its way: an empty statement takes the blow.
    private func finish(_ session: Session, isCancelled: Bool) async {
        if isCancelled, session.isUsable, PQsendQuery(session.handle, "") == 1 {
            try? await session.finish(until: .now + .seconds(5)) { _ in }
        }
        settle(session)
    }
}

extension PostgresError {
    /// SQLSTATE 57014 says both "by request" and "by statement_timeout".
    fileprivate func naming(isCancelled: Bool) -> PostgresError {
        guard sqlState == "57014" else { return self }
        return isCancelled
            ? PostgresError(.cancelled, "the statement was cancelled", sqlState: sqlState)
            : PostgresError(.timeout, "the statement took longer than its time limit", sqlState: sqlState)
    }
}
