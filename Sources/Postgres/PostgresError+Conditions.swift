extension PostgresError {
    /// The same statement may succeed a moment later: a lost connection, a conflict with another transaction, a server
    /// that restarts, fails over or is full.
    package var isTransient: Bool {
        switch kind {
        case .connection, .timeout: true
        case .server(let state):
            Self.transientStates.contains(state) || Self.transientClasses.contains(String(state.prefix(2)))
        case .cancelled, .decoding, .encoding, .poolClosed, .configuration: false
        }
    }

    package var isUniqueViolation: Bool { sqlState == "23505" }

    package var isForeignKeyViolation: Bool { sqlState == "23503" }

    /// The transaction lost against another one and may be run again from its start: a serialization failure or a
    /// deadlock.
    package var isTransactionConflict: Bool {
        guard case .server(let state) = kind else { return false }
        return state == "40001" || state == "40P01"
    }

    /// The statement's plan is of no use any more: its tables have changed, or the server has forgotten it.
    var isStalePlan: Bool { sqlState == "0A000" || sqlState == "26000" }

    /// 08 connection, 40 rollback, 53 resources.
    private static let transientClasses: Set<String> = ["08", "40", "53"]

    /// Lock not available, query cancelled, server shutting down or starting, and a standby that took no write.
    private static let transientStates: Set<String> = ["55P03", "57014", "57P01", "57P02", "57P03", "25006"]
}
