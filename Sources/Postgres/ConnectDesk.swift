import ThreadExecutor

/// Opens one connection, on a thread of its own: looking the host's name up blocks, and logging in takes a while.
actor ConnectDesk {
    private let executor = ThreadExecutor(name: "pg-connect")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Throws `PostgresError` of kind `connection`.
    func open(_ configuration: PostgresConfiguration) throws(PostgresError) -> sending Session {
        try Session(configuration)
    }
}
