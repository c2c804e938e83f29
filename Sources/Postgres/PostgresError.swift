/// What went wrong with a statement, a connection or the pool.
///
/// No error holds a parameter's value: the server's details, which quote them, are cut down to names.
package struct PostgresError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        /// The server refused the statement, by its SQLSTATE.
        case server(sqlState: String)
        /// No connection could be made, or it broke. The statement may or may not have been carried out.
        case connection
        /// The statement, or the wait for a free connection, took too long.
        case timeout
        /// The task was cancelled.
        case cancelled
        /// A column is missing, null, or not of the wanted type.
        case decoding
        /// A parameter cannot be sent: text with a zero byte, a date that is no number.
        case encoding
        /// The pool was shut down.
        case poolClosed
        /// The connection's address cannot be used.
        case configuration
    }

    package var kind: Kind
    package var message: String

    /// What the server adds, without values: `Key (email)`. Often `nil`.
    package var detail: String?

    /// The name of the constraint that was violated.
    package var constraint: String?

    /// The SQLSTATE where the server gave one, which it may also do as it closes a connection.
    package var sqlState: String?

    /// The connection broke while a transaction was committing: it may be committed.
    package var isOutcomeUnknown = false

    package init(
        _ kind: Kind,
        _ message: String,
        detail: String? = nil,
        constraint: String? = nil,
        sqlState: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.detail = detail
        self.constraint = constraint
        if case .server(let state) = kind { self.sqlState = state } else { self.sqlState = sqlState }
    }

    package var description: String {
        let state = sqlState.map { " (\($0))" } ?? ""
        let extra = detail.map { ": \($0)" } ?? ""
        return message + state + extra
    }
}
