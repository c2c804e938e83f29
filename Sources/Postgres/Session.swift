import CPostgreSQL
import Glibc

/// The raw libpq connection, in non-blocking mode: every wait has a deadline, and leaves the thread to others once the
/// session is ``watched(by:whenIdle:)``. Not thread-safe; it never leaves the actor that owns it.
final class Session {
    let handle: OpaquePointer
    private var thread: SocketThread?
    /// Set once an operation failed in a way that leaves the connection's state unknown.
    private(set) var isLost = false

    /// Connects, logs in and sets the session up, or throws `PostgresError` of kind `connection`.
    init(_ configuration: PostgresConfiguration) throws(PostgresError) {
        guard let handle = Self.start(configuration.parameters) else {
            throw PostgresError(.connection, "no memory for a database connection")
        }
        self.handle = handle
        campanello_silence_notices(handle)
        try logIn(deadline: .now + configuration.connectTimeout)
        PQsetnonblocking(handle, 1)
    }

    deinit {
        PQfinish(handle)
    }

    /// Waits on `thread` from now on, which calls `whenIdle` when something comes that nobody waits for.
    func watched(by thread: SocketThread, whenIdle: @escaping @Sendable () -> Void) {
        self.thread = thread
        let socket = socket
        thread.assumeIsolated { $0.add(socket, whenIdle: whenIdle) }
    }

    /// Has to come before the last reference goes, on the same thread.
    func unwatched() {
        let socket = socket
        thread?.assumeIsolated { $0.remove(socket) }
        thread = nil
    }

    var socket: Int32 { PQsocket(handle) }

    var isUsable: Bool { !isLost && PQstatus(handle) == CONNECTION_OK }

    /// Neither within a statement nor within a transaction.
    var isIdle: Bool { isUsable && PQtransactionStatus(handle) == PQTRANS_IDLE }

    /// What libpq says of the connection, in one line.
    var complaint: String { Self.complaint(of: handle) }

    func give(up message: String, kind: PostgresError.Kind = .connection) -> PostgresError {
        isLost = true
        return PostgresError(kind, message)
    }

    /// Waits until the socket is ready for one of `events`; throws `timeout` and gives the connection up at `deadline`.
    func wait(for events: Int32, until deadline: ContinuousClock.Instant?) async throws(PostgresError) {
        guard let thread else { return try block(for: events, until: deadline) }
        guard await thread.wait(for: events, on: socket, until: deadline) else {
            throw give(up: "the database did not answer in time", kind: .timeout)
        }
    }

    private func block(for events: Int32, until deadline: ContinuousClock.Instant?) throws(PostgresError) {
        while true {
            var descriptor = pollfd(fd: socket, events: Int16(events), revents: 0)
            let result = poll(&descriptor, 1, Self.pollTimeout(until: deadline))
            if result > 0 { return }
            if result == 0, let deadline, deadline <= .now {
                throw give(up: "the database did not answer in time", kind: .timeout)
            }
            if result < 0, errno != EINTR { throw give(up: "waiting for the database failed (errno \(errno))") }
        }
    }

    private func logIn(deadline: ContinuousClock.Instant) throws(PostgresError) {
        // libpq says: before the first poll, wait as if it had answered WRITING.
        var status = PGRES_POLLING_WRITING
        while status != PGRES_POLLING_OK {
            guard status != PGRES_POLLING_FAILED, PQstatus(handle) != CONNECTION_BAD else {
                throw give(up: complaint)
            }
            do {
                try block(for: status == PGRES_POLLING_READING ? POLLIN : POLLOUT, until: deadline)
            } catch {
                throw PostgresError(.connection, "the database did not answer in time to a connection")
            }
            status = PQconnectPoll(handle)
        }
    }

    private static func start(_ parameters: [(keyword: String, value: String)]) -> OpaquePointer? {
        let keywords = parameters.map { strdup($0.keyword) } + [nil]
        let values = parameters.map { strdup($0.value) } + [nil]
        defer { (keywords + values).forEach { free($0) } }
        return PQconnectStartParams(keywords.map { UnsafePointer($0) }, values.map { UnsafePointer($0) }, 1)
    }

    private static func complaint(of handle: OpaquePointer) -> String {
        let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        let line = text.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix(while: \.isWhitespace) }
            .joined(separator: "; ")
        return line.isEmpty ? "the connection to the database was lost" : line
    }

    private static func pollTimeout(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        return Int32(clamping: max(0, (deadline - .now).milliseconds))
    }
}
