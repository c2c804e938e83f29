import NIOConcurrencyHelpers
import ThreadExecutor

/// Hashes and checks passwords on threads of their own, a few at a time: scrypt is made to be slow, and no other
/// request may wait for it. Each thread takes the memory of one hash.
final class PasswordHasher: Sendable {
    /// How many requests may wait for a thread before further ones are told to come again.
    static let maximumWaiting = 64

    private let workers: [Worker]
    private let cost: PasswordHash.Cost
    private let waiting = NIOLockedValueBox((count: 0, next: 0))

    init(threads: Int = 2, cost: PasswordHash.Cost = .standard) {
        workers = (1...max(1, threads)).map { Worker(name: "passwords-\($0)") }
        self.cost = cost
    }

    /// The PHC string of a new password.
    /// - Throws: ``Problem`` 503 when too many are waiting.
    func hash(_ password: String) async throws -> String {
        let worker = try enter()
        defer { leave() }
        return try await worker.hash(password, cost: cost)
    }

    /// Whether the password is the stored one. With nothing stored the same time is spent, so that an unknown
    /// e-mail address cannot be told from a wrong password.
    /// - Throws: ``Problem`` 503 when too many are waiting.
    func verify(_ password: String, against stored: String?) async throws -> Bool {
        let worker = try enter()
        defer { leave() }
        guard let known = stored.flatMap(PasswordHash.init) else {
            _ = try await worker.hash(password, cost: cost)
            return false
        }
        return try await worker.matches(password, known)
    }

    private func enter() throws(Problem) -> Worker {
        let index: Int? = waiting.withLockedValue { state in
            guard state.count < Self.maximumWaiting else { return nil }
            state.count += 1
            state.next = (state.next + 1) % workers.count
            return state.next
        }
        guard let index else { throw .unavailable("Too many people are signing in at the moment.", retryAfter: 10) }
        return workers[index]
    }

    private func leave() {
        waiting.withLockedValue { $0.count -= 1 }
    }

    private actor Worker {
        private let executor: ThreadExecutor

        init(name: String) {
            executor = ThreadExecutor(name: name)
        }

        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

        func hash(_ password: String, cost: PasswordHash.Cost) throws -> String {
            try PasswordHash.make(password, cost: cost).description
        }

        func matches(_ password: String, _ stored: PasswordHash) throws -> Bool {
            try stored.matches(password)
        }
    }
}
