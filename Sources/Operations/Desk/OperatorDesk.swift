import Contracts
package import Foundation
import Messaging
package import Persistence
package import Postgres
package import RabbitMQ

/// Everything that the operator's pages and programs ask for, over one database and, where it is configured, one broker.
package actor OperatorDesk {
    /// The broker's side: its management, and who reads its dead letters.
    package struct Connection: Sendable {
        package let view: BrokerView
        package let configuration: RabbitMQConfiguration

        package init(view: BrokerView, configuration: RabbitMQConfiguration) {
            self.view = view
            self.configuration = configuration
        }
    }

    /// What cannot be done without the operator's access to the broker.
    package struct NoBroker: Error {}

    /// The dead letters of a selection.
    package struct Letters: Sendable, Encodable {
        package let total: Int
        package let groups: [CauseGroup]
    }

    /// For how long what the dead-letter queues hold is shown again without looking.
    private static let freshness = Duration.seconds(5)
    /// The same while the queues' lengths do not change: to look at a letter is to move it.
    private static let patience = Duration.seconds(60)

    private let pool: PostgresPool
    private let broker: Connection?
    private var letters: Look?
    private var turn: Task<Void, Never>?

    private struct Look {
        let at: ContinuousClock.Instant
        /// How many letters each queue held.
        let lengths: [String: Int]
        let all: [BuriedMessage]
    }

    package init(pool: PostgresPool, broker: Connection?) {
        self.pool = pool
        self.broker = broker
    }

    package nonisolated var pausing: Pausing { Pausing(pool: pool) }

    package nonisolated func queues() async throws -> [QueueStatus] {
        guard let broker else { throw NoBroker() }
        return try await broker.view.queues()
    }

    package nonisolated func senders() async throws(PostgresError) -> [SenderStatus] {
        try await SenderStore(pool: pool).current()
    }

    package nonisolated func stats(hours: Int) async throws(PostgresError) -> SendingReport {
        try await SendingReport.read(hours: hours, on: pool)
    }

    package nonisolated func deliveries(_ search: DeliverySearch) async throws(PostgresError) -> [DeliveryView] {
        try await search.run(on: pool).map(DeliveryView.init)
    }

    package nonisolated func timeline(_ id: UUID) async throws(PostgresError) -> DeliveryTimeline? {
        try await DeliveryHistory.read(id, on: pool).map(DeliveryTimeline.init)
    }

    package nonisolated func log(_ count: Int) async throws(PostgresError) -> [AuditLog.Entry] {
        try await AuditLog(pool: pool).latest(count)
    }
}

extension OperatorDesk {
    package func letters(_ selection: LetterSelection) async throws -> Letters {
        let found = try await look().filter(selection.contains)
        return Letters(total: found.count, groups: CauseGroup.groups(of: found))
    }

    package func letter(_ id: UUID) async throws -> BuriedMessage? {
        try await look().first { $0.id == id }
    }

    package func preview(_ selection: LetterSelection) async throws -> DeadLetterReplay.Tally {
        try await alone { [pool] broker in
            try await DeadLetterReplay(queues: broker.queues, publisher: broker.publisher, pool: pool)
                .preview(selection)
        }
    }

    /// - Parameter limit: letters that are sent at most; the tally says whether there are more.
    package func replay(
        _ selection: LetterSelection, rate: Double, limit: Int, force: Bool, by operator: String
    ) async throws -> DeadLetterReplay.Tally {
        defer { letters = nil }
        return try await alone { [pool] broker in
            try await DeadLetterReplay(queues: broker.queues, publisher: broker.publisher, pool: pool)
                .replay(selection, rate: rate, limit: limit, force: force, by: `operator`)
        }
    }

    /// - Returns: how many letters are gone.
    package func drop(_ selection: LetterSelection, by operator: String) async throws -> Int {
        defer { letters = nil }
        return try await alone { [pool] broker in
            try await DeadLetterReplay(queues: broker.queues, publisher: broker.publisher, pool: pool)
                .drop(selection, by: `operator`)
        }
    }

    private func look() async throws -> [BuriedMessage] {
        if let letters, .now - letters.at < Self.freshness { return letters.all }
        let dead = Set(WorkQueue.allCases.map(\.dead))
        let lengths = Dictionary(
            uniqueKeysWithValues: try await queues().filter { dead.contains($0.name) }.map { ($0.name, $0.messages) })
        if let letters, letters.lengths == lengths, .now - letters.at < Self.patience { return letters.all }
        // An empty queue is known as such only after a while of waiting for its letters.
        let occupied = LetterSelection(queues: WorkQueue.allCases.filter { lengths[$0.dead, default: 0] > 0 })
        let found = occupied.queues.isEmpty ? [] : try await letters(in: occupied)
        letters = Look(at: .now, lengths: lengths, all: found)
        return found
    }

    private func letters(in selection: LetterSelection) async throws -> [BuriedMessage] {
        try await alone { broker in
            var found: [BuriedMessage] = []
            try await broker.queues.visit(selection) { letter in
                found.append(letter)
                return .stays
            }
            return found
        }
    }

    /// One visit after the other: while one holds the letters, another would see none.
    private func alone<R: Sendable>(
        _ body: @escaping @Sendable (OperatorBroker) async throws -> R
    ) async throws -> R {
        guard let broker else { throw NoBroker() }
        let before = turn
        let work = Task {
            await before?.value
            return try await OperatorBroker.use(broker.configuration, name: "operator's page", body)
        }
        turn = Task { _ = await work.result }
        return try await work.value
    }
}
