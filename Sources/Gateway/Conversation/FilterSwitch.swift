import Contracts
import Notifications
import Persistence
import Postgres

/// Pauses and resumes a filter from the chat, whichever way it was asked.
struct FilterSwitch: Sendable {
    let replies: Replies

    /// A filter that is not the person's is as good as none. Only the bot says so: WhatsApp's buttons of long ago need no
    /// answer, and its people have no commands.
    func set(
        _ filter: Int64, isActive: Bool, for inbound: Inbound, of person: Correspondent,
        on connection: PostgresConnection
    ) async throws -> InboundOutcome {
        do {
            guard let name = try await person.setFilter(filter, isActive: isActive, on: connection) else {
                guard person.channel == .telegram else { return InboundOutcome(kind: "gone") }
                return try await replies.answer(.filterUnknown, to: inbound, of: person, kind: "gone", on: connection)
            }
            return try await replies.answer(
                isActive ? .filterResumed : .filterPaused, ["filter": name], to: inbound, of: person,
                kind: isActive ? "resume" : "pause", on: connection)
        } catch FilterStoreError.limitReached(let limit) {
            return try await replies.answer(
                .planLimit, ["limit": String(limit)], to: inbound, of: person, kind: "plan-limit", on: connection)
        }
    }
}
