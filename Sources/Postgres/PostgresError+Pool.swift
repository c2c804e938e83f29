extension PostgresError {
    static let poolClosed = PostgresError(.poolClosed, "the database connections were shut down")

    static let cancelledWait = PostgresError(.cancelled, "cancelled while waiting for a database connection")

    /// `failure` is the last failed attempt to connect, `open` how many connections there are.
    static func noFreeConnection(
        _ configuration: PostgresConfiguration, failure: String?, open: Int
    ) -> PostgresError {
        let seconds = Double(configuration.leaseTimeout.milliseconds) / 1000
        let state = open == 0 ? "still connecting" : "all \(open) are in use"
        let cause = failure.map { ": \($0)" } ?? ": \(state)"
        let pool = configuration.applicationName
        return PostgresError(.timeout, "no database connection of pool \(pool) within \(seconds) s\(cause)")
    }
}
