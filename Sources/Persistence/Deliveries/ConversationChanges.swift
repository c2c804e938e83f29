import Contracts
import Foundation
import Notifications
import Postgres

/// What a group of records means for people's conversations with our numbers. Most mean nothing.
struct ConversationChanges: Sendable {
    private struct Change {
        let user: Int64
        let channel: String
        let value: Int64
    }

    private var templates: [UUID] = []
    private var own: [Change] = []
    private var closed: [Change] = []
    private var barred: [Change] = []
    private var told: [Int64] = []

    init(_ records: [DeliveryRecord]) {
        for record in records.sorted(by: { $0.subject.userID < $1.subject.userID }) {
            let change = { (value: Int64) in
                Change(user: record.subject.userID, channel: record.channel.rawValue, value: value)
            }
            if case .accepted = record.outcome, record.request?.isTemplate == true {
                templates.append(record.subject.id)
            }
            if let number = record.conversation.ownNumber { own.append(change(Int64(number))) }
            if let number = record.conversation.closedWindow { closed.append(change(Int64(number))) }
            if let span = record.closedFor { barred.append(change(span.components.seconds)) }
            if record.conversation.isTold, record.channel == .whatsapp { told.append(record.subject.userID) }
        }
    }

    var isEmpty: Bool { templates.isEmpty && own.isEmpty && closed.isEmpty && barred.isEmpty && told.isEmpty }

    func apply(on connection: PostgresConnection) async throws {
        if !templates.isEmpty {
            try await connection.execute(
                "UPDATE campanello.deliveries SET is_template = true WHERE id = ANY ($1::uuid[])",
                [.uuidArray(templates.sorted { $0.uuidString < $1.uuidString })])
        }
        try await apply(own, Self.owning, on: connection)
        try await apply(closed, Self.closing, on: connection)
        try await apply(barred, Self.barring, on: connection)
        try await WindowNotice.tell(Array(Set(told)).sorted(), on: connection)
    }

    private func apply(
        _ changes: [Change], _ sql: String, on connection: PostgresConnection
    ) async throws(PostgresError) {
        guard !changes.isEmpty else { return }
        try await connection.execute(
            sql, [.intArray(changes.map(\.user)), .textArray(changes.map(\.channel)), .intArray(changes.map(\.value))])
    }

    private static let owning = """
        UPDATE campanello.recipients SET number = change.value, updated_at = now()
        FROM unnest($1::bigint[], $2::text[], $3::integer[]) AS change (user_id, channel, value)
        WHERE recipients.user_id = change.user_id AND recipients.channel = change.channel
        """

    /// The provider knows better, unless the person wrote in this very minute.
    private static let closing = """
        DELETE FROM campanello.conversation_windows AS conversation
        USING unnest($1::bigint[], $2::text[], $3::integer[]) AS change (user_id, channel, value)
        WHERE conversation.user_id = change.user_id AND conversation.channel = change.channel
            AND conversation.number = change.value
            AND conversation.open_until < now() + interval '23 hours 59 minutes'
        """

    private static let barring = """
        UPDATE campanello.recipients SET closed_until = greatest(closed_until,
            now() + change.value * interval '1 second')
        FROM unnest($1::bigint[], $2::text[], $3::bigint[]) AS change (user_id, channel, value)
        WHERE recipients.user_id = change.user_id AND recipients.channel = change.channel
        """
}
