import CPostgreSQL
import Glibc

extension PostgresConnection {
    /// How much text is gathered before it is handed to libpq.
    private static let chunkSize = 65_536

    /// Writes rows by `COPY table (columns) FROM STDIN`, in text format; all of them or none. Answers with their
    /// number.
    ///
    /// By far the fastest way in: no statement is planned per row. An error of the server comes once everything was
    /// sent.
    @discardableResult
    package func copyIn(_ copySQL: String, rows: [[PostgresValue]]) async throws(PostgresError) -> Int {
        try await perform { session, deadline async throws(PostgresError) in
            try await self.beginCopy(copySQL, on: session, until: deadline)
            do throws(PostgresError) {
                try await self.send(rows, on: session, until: deadline)
            } catch {
                try await self.abortCopy(session, after: error, until: deadline)
            }
            try await session.endCopy(until: deadline)
            return try await session.finish(until: deadline) { result in
                PQcmdTuples(result.pointer).flatMap { Int(String(cString: $0)) } ?? 0
            }
        }
    }

    private func beginCopy(
        _ sql: String, on session: Session, until deadline: ContinuousClock.Instant?
    ) async throws(PostgresError) {
        guard PQsendQuery(session.handle, sql) == 1 else { throw session.give(up: session.complaint) }
        try await session.flush(until: deadline)
        guard let result = try await session.nextResult(until: deadline) else {
            throw session.give(up: session.complaint)
        }
        if result.status == PGRES_COPY_IN { return }
        let error =
            PostgresError.isFailure(result.status)
            ? PostgresError(result: result.pointer)
            : PostgresError(.encoding, "copyIn needs a COPY … FROM STDIN")
        while try await session.nextResult(until: deadline) != nil {}
        throw error
    }

    private func send(
        _ rows: [[PostgresValue]], on session: Session, until deadline: ContinuousClock.Instant?
    ) async throws(PostgresError) {
        var buffer: [UInt8] = []
        buffer.reserveCapacity(Self.chunkSize + 4096)
        for (index, row) in rows.enumerated() {
            do {
                try CopyText.write(row, to: &buffer)
            } catch {
                throw PostgresError(error.kind, "row \(index + 1): \(error.message)")
            }
            if buffer.count >= Self.chunkSize {
                try await put(buffer, on: session, until: deadline)
                buffer.removeAll(keepingCapacity: true)
            }
        }
        if !buffer.isEmpty { try await put(buffer, on: session, until: deadline) }
    }

    private func put(
        _ bytes: [UInt8], on session: Session, until deadline: ContinuousClock.Instant?
    ) async throws(PostgresError) {
        while true {
            let result = bytes.withUnsafeBytes {
                PQputCopyData(session.handle, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count))
            }
            switch result {
            // Flushed each time: libpq would otherwise hold the whole copy in memory.
            case 1: return try await session.flush(until: deadline)
            case 0: try await session.wait(for: POLLOUT, until: deadline)
            default: throw session.give(up: session.complaint)
            }
        }
    }

    /// Leaves the COPY so that the connection stays good, then throws `error`.
    private func abortCopy(
        _ session: Session, after error: PostgresError, until deadline: ContinuousClock.Instant?
    ) async throws(PostgresError) {
        guard session.isUsable else { throw error }
        try await session.endCopy("given up by the client", until: deadline)
        while try await session.nextResult(until: deadline) != nil {}
        throw error
    }
}
