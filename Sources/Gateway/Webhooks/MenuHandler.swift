import Contracts
import Foundation
import Notifications
import Persistence
import Postgres

/// "menu" on WhatsApp: a list of the person's filters, each to be paused or resumed.
struct MenuHandler: InboundHandler {
    /// Rows that a list may have.
    private static let most = 10

    let messages: DirectMessageStore

    func handle(_ inbound: Inbound, on connection: PostgresConnection) async throws -> InboundOutcome? {
        guard let person = inbound.person, person.channel == .whatsapp, case .text(let text) = inbound.message.content,
            Self.words.contains(text.lowercased().filter { $0.isLetter })
        else { return nil }
        let filters = try await person.filters(limit: Self.most, on: connection)
        let rows = filters.map { filter in
            FilterMenu.Row(
                press: filter.isActive ? .pause(filter: filter.id) : .resume(filter: filter.id), name: filter.name)
        }
        try await messages.send(
            NewDirectMessage(
                userID: person.userID, channel: person.channel, locale: person.locale,
                textKey: (rows.isEmpty ? DirectTextKey.menuEmpty : .menu).rawValue,
                parameters: FilterMenu(rows: rows).parameters),
            on: connection)
        return InboundOutcome(kind: "menu")
    }

    private static let words: Set<String> = ["menu", "menù", "меню"]
}
