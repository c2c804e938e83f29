package import Foundation
import Postgres

/// One delivery as an operator looks at it.
package struct DeliveryLine: Sendable, Equatable {
    package let id: UUID
    package let userID: Int64
    package let channel: String
    package let isDirect: Bool
    package let status: String
    package let attempt: Int
    package let replays: Int
    package let isHeld: Bool
    package let reason: String?
    package let errorClass: String?
    package let errorCode: String?
    package let provider: String?
    package let number: Int?
    package let createdAt: Date
    package let dueAt: Date
    package let inDoubtAt: Date?
    package let acceptedAt: Date?
    package let deliveredAt: Date?
    package let readAt: Date?
    package let finishedAt: Date?
    /// The person's address in full: to be masked before it is shown. Nil when it is linked no more.
    package let address: String?

    /// For `deliveries AS d` with `address`.
    static let columns = """
        d.id, d.user_id, d.channel, d.is_direct, d.status, d.attempt, d.replays, d.is_held, d.reason, d.error_class,
        d.error_code, d.provider, d.number, d.created_at, d.due_at, d.in_doubt_at, d.accepted_at, d.delivered_at,
        d.read_at, d.finished_at, r.address
        """

    static let address = """
        LEFT JOIN campanello.recipients AS r ON r.user_id = d.user_id AND r.channel = d.channel
        """

    init(row: PostgresRow) throws(PostgresError) {
        id = try row.decode("id")
        userID = try row.decode("user_id")
        channel = try row.decode("channel")
        isDirect = try row.decode("is_direct")
        status = try row.decode("status")
        attempt = try row.decode("attempt")
        replays = try row.decode("replays")
        isHeld = try row.decode("is_held")
        reason = try row.decodeIfPresent("reason")
        errorClass = try row.decodeIfPresent("error_class")
        errorCode = try row.decodeIfPresent("error_code")
        provider = try row.decodeIfPresent("provider")
        number = try row.decodeIfPresent("number")
        createdAt = try row.decode("created_at")
        dueAt = try row.decode("due_at")
        inDoubtAt = try row.decodeIfPresent("in_doubt_at")
        acceptedAt = try row.decodeIfPresent("accepted_at")
        deliveredAt = try row.decodeIfPresent("delivered_at")
        readAt = try row.decodeIfPresent("read_at")
        finishedAt = try row.decodeIfPresent("finished_at")
        address = try row.decodeIfPresent("address")
    }
}
