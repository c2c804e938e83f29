import Contracts
import Notifications
import Persistence
import Postgres

/// "status" on WhatsApp.
struct StatusHandler: InboundHandler {
    let replies: Replies

    func handle(_ inbound: Inbound, on connection: PostgresConnection) async throws -> InboundOutcome? {
        guard let person = inbound.person, person.channel == .whatsapp, case .text(let text) = inbound.message.content,
            Self.words.contains(text.lowercased().filter { $0.isLetter })
        else { return nil }
        return try await StatusReply(replies: replies).send(to: person, on: connection)
    }

    private static let words: Set<String> = ["status", "статус", "stato"]
}

/// How the channel stands, and how many filters run.
struct StatusReply: Sendable {
    let replies: Replies

    func send(to person: Correspondent, on connection: PostgresConnection) async throws -> InboundOutcome {
        let standing = try await person.standing(on: connection)
        let key: DirectTextKey =
            if person.suspendedReason != nil { .statusSilent } else { person.isEnabled ? .statusOn : .statusOff }
        try await replies.send(
            key, ["active": String(standing.activeFilters), "total": String(standing.filters)], to: person,
            on: connection)
        return InboundOutcome(kind: "status")
    }
}
