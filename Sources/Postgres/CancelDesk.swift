import ThreadExecutor

/// Sends requests to cancel on a thread of its own, since each one connects to the server and waits.
actor CancelDesk {
    static let shared = CancelDesk()

    private let executor = ThreadExecutor(name: "pg-cancel")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    func send(_ number: UInt64, through canceller: QueryCanceller) {
        canceller.send(number)
    }
}
