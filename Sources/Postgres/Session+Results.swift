import CPostgreSQL
import Glibc

extension Session {
    /// A libpq result, cleared when it goes.
    struct Result: ~Copyable {
        let pointer: OpaquePointer
        var status: ExecStatusType { PQresultStatus(pointer) }
        deinit { PQclear(pointer) }

        /// Leaves the result to the caller, who clears it.
        consuming func take() -> OpaquePointer {
            let pointer = pointer
            discard self
            return pointer
        }
    }

    /// Sends what libpq still holds, reading meanwhile so that neither side waits for the other.
    func flush(until deadline: ContinuousClock.Instant?) async throws(PostgresError) {
        while true {
            switch PQflush(handle) {
            case 0: return
            case 1:
                try await wait(for: POLLIN | POLLOUT, until: deadline)
                try consume()
            default: throw give(up: complaint)
            }
        }
    }

    /// The next result of the statement, or `nil` when there is none left.
    func nextResult(until deadline: ContinuousClock.Instant?) async throws(PostgresError) -> Result? {
        while PQisBusy(handle) == 1 {
            try await wait(for: POLLIN, until: deadline)
            try consume()
        }
        return PQgetResult(handle).map { Result(pointer: $0) }
    }

    /// Reads all results of what was sent and answers with `read` of the last one, or throws the first error.
    func finish<R>(
        until deadline: ContinuousClock.Instant?, _ read: (consuming Result) -> R
    ) async throws(PostgresError) -> R {
        try await flush(until: deadline)
        var answer: R?
        var failure: PostgresError?
        do throws(PostgresError) {
            while let result = try await nextResult(until: deadline) {
                let status = result.status
                if PostgresError.isFailure(status) {
                    failure = failure ?? PostgresError(result: result.pointer)
                } else {
                    answer = read(result)
                }
                try await refuseCopy(status, until: deadline)
            }
        } catch {
            // A server that closes the connection says why before it does.
            throw failure?.asLostConnection() ?? error
        }
        if let failure { throw isUsable ? failure : failure.asLostConnection() }
        guard let answer else { throw give(up: complaint) }
        return answer
    }

    /// A COPY that was not asked for would wait for ever.
    private func refuseCopy(
        _ status: ExecStatusType, until deadline: ContinuousClock.Instant?
    ) async throws(PostgresError) {
        if status == PGRES_COPY_IN { try await endCopy("a COPY goes through copyIn", until: deadline) }
        if status == PGRES_COPY_OUT { throw give(up: "COPY … TO STDOUT is not supported") }
    }

    /// Ends a COPY: with `complaint`, by making the server give up what it was sent.
    func endCopy(
        _ complaint: String? = nil, until deadline: ContinuousClock.Instant? = nil
    ) async throws(PostgresError) {
        while true {
            switch PQputCopyEnd(handle, complaint) {
            case 1: return try await flush(until: deadline)
            case 0: try await wait(for: POLLOUT, until: deadline)
            default: throw give(up: self.complaint)
            }
        }
    }

    /// Reads what the socket has. Throws where the server has closed it.
    func consume() throws(PostgresError) {
        guard PQconsumeInput(handle) == 1 else { throw give(up: complaint) }
    }
}

extension PostgresError {
    /// The same words and SQLSTATE, as the reason of a lost connection.
    func asLostConnection() -> PostgresError {
        PostgresError(.connection, message, sqlState: sqlState)
    }
}
