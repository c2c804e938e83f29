import Contracts
import Notifications
import Persistence
import Postgres

/// The buttons below our messages, and the rows of our lists.
struct ButtonHandler: InboundHandler {
    let messages: DirectMessageStore
    let texts: DirectText
    /// The longest answer that Telegram shows for a pressed button.
    private static let longestAnswer = 200

    init(messages: DirectMessageStore, appName: String) {
        self.messages = messages
        texts = DirectText(appName: appName)
    }

    func handle(_ inbound: Inbound, on connection: PostgresConnection) async throws -> InboundOutcome? {
        guard let person = inbound.person, let press = press(inbound.message.content) else { return nil }
        switch press {
        case .pause(let filter):
            let name = try await person.setFilter(filter, isActive: false, on: connection)
            return try await answer(.filterPaused, filter: name, inbound, person, kind: "pause", on: connection)
        case .resume(let filter):
            let name = try await person.setFilter(filter, isActive: true, on: connection)
            return try await answer(.filterResumed, filter: name, inbound, person, kind: "resume", on: connection)
        case .hide(let listing):
            guard try await person.dismissHome(ofListing: listing, on: connection) else {
                return InboundOutcome(kind: "gone")
            }
            return try await answer(.homeHidden, [:], inbound, person, kind: "hide", on: connection)
        }
    }

    private func press(_ content: InboundMessage.Content) -> ButtonPress? {
        switch content {
        case .button(let payload, _): ButtonPress(payload)
        case .row(let id, _): ButtonPress(id)
        case .text, .other: nil
        }
    }

    /// - Parameter name: nil for a filter that is not there, or not the person's.
    private func answer(
        _ key: DirectTextKey, filter name: String?, _ inbound: Inbound, _ person: Correspondent, kind: String,
        on connection: PostgresConnection
    ) async throws -> InboundOutcome {
        guard let name else { return InboundOutcome(kind: "gone") }
        return try await answer(key, ["filter": name], inbound, person, kind: kind, on: connection)
    }

    /// In the press's own answer where there is one, else by a message.
    private func answer(
        _ key: DirectTextKey, _ parameters: [String: String], _ inbound: Inbound, _ person: Correspondent, kind: String,
        on connection: PostgresConnection
    ) async throws -> InboundOutcome {
        if inbound.message.pressID != nil {
            let text = texts.plain(key, parameters: parameters, locale: person.locale, limit: Self.longestAnswer)
            return InboundOutcome(kind: kind, answer: text)
        }
        try await messages.send(
            NewDirectMessage(
                userID: person.userID, channel: person.channel, locale: person.locale, textKey: key.rawValue,
                parameters: parameters), on: connection)
        return InboundOutcome(kind: kind)
    }
}
