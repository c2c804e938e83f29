package import Contracts
package import Foundation
package import Postgres

/// A message that answers somebody: a test, a proof, a reply.
package struct NewDirectMessage: Sendable {
    package var userID: Int64
    package var channel: Channel
    package var locale: String
    /// Which text; the words are the senders'.
    package var textKey: String
    /// What the text is filled with. Stays in the database.
    package var parameters: [String: String]
    /// Where it goes when the person has no address on the channel yet, or any more: a proof, a farewell. Else nil.
    package var address: String?
    /// Not to be sent later than this after now.
    package var lifetime: Duration

    package init(
        userID: Int64, channel: Channel, locale: String, textKey: String, parameters: [String: String] = [:],
        address: String? = nil, lifetime: Duration = .seconds(600)
    ) {
        self.userID = userID
        self.channel = channel
        self.locale = locale
        self.textKey = textKey
        self.parameters = parameters
        self.address = address
        self.lifetime = lifetime
    }
}

/// Messages that answer somebody, and what came of them.
package struct DirectMessageStore: Sendable {
    let pool: PostgresPool
    let service: String

    /// - Parameter service: whose relay publishes the messages' events.
    package init(pool: PostgresPool, service: String = "gateway") {
        self.pool = pool
        self.service = service
    }

    /// Writes the message, its delivery and its event in one transaction.
    ///
    /// - Returns: the message's id, which is also its delivery's and its event's.
    package func send(_ message: NewDirectMessage, traceparent: String? = nil) async throws -> UUID {
        let parameters = String(decoding: try JSONEncoder().encode(message.parameters), as: UTF8.self)
        return try await pool.transaction { connection in
            try await insert(message, parameters: parameters, traceparent: traceparent, on: connection)
        }
    }

    /// What has come of a delivery so far; nil when there is none of this id.
    package func result(of id: UUID) async throws -> DeliveryResult? {
        try await pool.query(
            """
            SELECT status, attempt, due_at, reason, error_class, error_code, provider, first_attempt_at, accepted_at,
                delivered_at, read_at, finished_at, in_doubt_at, is_held
            FROM campanello.deliveries WHERE id = $1
            """, [.uuid(id)]
        ).first.map(DeliveryResult.init(row:))
    }

    /// Waits until the message has been accepted, skipped or given up, or its first attempt has failed.
    ///
    /// - Returns: what has come of it by then; while it is still under way when `timeout` is over, where it stands.
    package func awaitResult(of id: UUID, for timeout: Duration = .seconds(10)) async throws -> DeliveryResult? {
        let deadline = ContinuousClock.now + timeout
        var wait = Duration.milliseconds(20)
        while true {
            let result = try await result(of: id)
            guard let result, result.isUnsettled, ContinuousClock.now < deadline else { return result }
            try await Task.sleep(for: min(wait, deadline - .now))
            wait = min(wait * 1.5, .milliseconds(250))
        }
    }
}

extension DeliveryResult {
    /// Whether a caller who waits should go on waiting.
    fileprivate var isUnsettled: Bool {
        (status == .pending || status == .sending) && inDoubtAt == nil && errorClass == nil
    }
}
