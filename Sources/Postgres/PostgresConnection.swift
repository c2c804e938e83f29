import CPostgreSQL
import DequeModule
import NIOConcurrencyHelpers
import ThreadExecutor

/// One connection to the database, on a thread of its own or one that it shares with others.
///
/// Statements run one at a time, in the order of their calls. Between them the thread watches the socket, so a lost
/// connection is known at once and notifications arrive without asking. Use it through `PostgresPool`.
package actor PostgresConnection: PostgresExecutor {
    /// What happens to a connection between statements. Called on its thread.
    enum Event: Sendable {
        case notification(channel: String, text: String)
        case lost(reason: String)
    }

    /// What others may see of the connection without waiting for it.
    struct Condition: Sendable {
        /// No statement has left it in an unknown state: not in a transaction, not with another time limit, not lost.
        var isReusable = false
        /// Why the connection broke, if it did.
        var loss: String?
    }

    let configuration: PostgresConfiguration
    let canceller = QueryCanceller()
    let condition = NIOLockedValueBox(Condition())
    private let onEvent: @Sendable (PostgresConnection, Event) -> Void
    private let thread: SocketThread
    private var session: Session?
    /// A statement is under way; `line` waits for its end.
    private var isTaken = false
    private var line: Deque<UnsafeContinuation<Void, Never>> = []
    var statements: StatementCache
    /// What the results of statements that came before look like.
    var shapes: [String: ResultShape] = [:]
    /// How long a statement may run, where `setStatementTimeout` has changed it.
    var ownTimeout: Duration??

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.unownedExecutor }

    init(
        _ configuration: PostgresConfiguration,
        thread: SocketThread = SocketThread(),
        onEvent: @escaping @Sendable (PostgresConnection, Event) -> Void = { _, _ in }
    ) {
        self.configuration = configuration
        self.onEvent = onEvent
        self.thread = thread
        statements = StatementCache(capacity: configuration.statementCacheSize)
    }

    isolated deinit {
        drop()
    }

    /// Connects and logs in. Throws `PostgresError` of kind `connection`.
    func connect() async throws(PostgresError) {
        let session = try await ConnectDesk().open(configuration)
        session.watched(by: thread) { [weak self] in self?.assumeIsolated { $0.readWhileIdle() } }
        self.session = session
        canceller.replace(with: PQgetCancel(session.handle))
        condition.withLockedValue { $0 = Condition(isReusable: true) }
    }

    /// Closes the connection. A statement that is running ends first.
    func close() async {
        await takeTurn()
        defer { passTurn() }
        drop()
    }

    private func drop() {
        condition.withLockedValue { $0 = Condition() }
        canceller.replace(with: nil)
        session?.unwatched()
        session = nil
    }

    /// Waits until no other statement is under way. Whoever has the turn passes it on.
    func takeTurn() async {
        guard isTaken else {
            isTaken = true
            return
        }
        await withUnsafeContinuation { line.append($0) }
    }

    func passTurn() {
        if let next = line.popFirst() { next.resume() } else { isTaken = false }
    }

    func usableSession() throws(PostgresError) -> Session {
        guard let session, session.isUsable else {
            throw PostgresError(.connection, "the connection to the database is closed")
        }
        return session
    }

    /// Records how a statement has left the connection and passes on what was notified meanwhile.
    func settle(_ session: Session) {
        guard session.isUsable else { return lose(session.complaint) }
        deliverNotifications(session)
        let isReusable = PQtransactionStatus(session.handle) == PQTRANS_IDLE && ownTimeout == nil
        condition.withLockedValue { $0.isReusable = isReusable }
    }

    private func readWhileIdle() {
        guard let session, !isTaken else { return }
        do {
            try session.consume()
            deliverNotifications(session)
            if !session.isUsable { lose(session.complaint) }
        } catch {
            lose(error.message)
        }
    }

    private func deliverNotifications(_ session: Session) {
        while let notify = PQnotifies(session.handle) {
            let (channel, text) = (String(cString: notify.pointee.relname), String(cString: notify.pointee.extra))
            PQfreemem(notify)
            onEvent(self, .notification(channel: channel, text: text))
        }
    }

    private func lose(_ reason: String) {
        drop()
        condition.withLockedValue { $0.loss = reason }
        onEvent(self, .lost(reason: reason))
    }
}
