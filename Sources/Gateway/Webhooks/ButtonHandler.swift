import Contracts
import Notifications
import Persistence
import Postgres

/// The buttons below our messages, and the rows of our lists; where a provider has no lists, their numbers.
struct ButtonHandler: InboundHandler {
    let replies: Replies

    func handle(_ inbound: Inbound, on connection: PostgresConnection) async throws -> InboundOutcome? {
        guard let person = inbound.person,
            let press = try await press(inbound.message.content, of: person, on: connection)
        else { return nil }
        let outcome = try await act(on: press, of: person, in: inbound, on: connection)
        try await TapFigures.count(press, on: person.channel, by: connection)
        return outcome
    }

    private func act(
        on press: ButtonPress, of person: Correspondent, in inbound: Inbound, on connection: PostgresConnection
    ) async throws -> InboundOutcome {
        let filters = FilterSwitch(replies: replies)
        switch press {
        case .pause(let filter):
            return try await filters.set(filter, isActive: false, for: inbound, of: person, on: connection)
        case .resume(let filter):
            return try await filters.set(filter, isActive: true, for: inbound, of: person, on: connection)
        case .hide(let listing):
            guard try await person.dismissHome(ofListing: listing, on: connection) else {
                return InboundOutcome(kind: "gone")
            }
            return try await replies.answer(.homeHidden, to: inbound, of: person, kind: "hide", on: connection)
        case .language(let locale):
            try await person.speak(locale, on: connection)
            return try await replies.answer(
                .languageSet, to: inbound, of: person.speaking(locale), kind: "language", on: connection)
        }
    }

    private func press(
        _ content: InboundMessage.Content, of person: Correspondent, on connection: PostgresConnection
    ) async throws -> ButtonPress? {
        switch content {
        case .button(let payload, _): return ButtonPress(payload)
        case .row(let id, _): return ButtonPress(id)
        case .text(let text):
            guard person.channel == .whatsapp, let number = FilterMenu.number(in: text),
                let menu = try await person.menu(on: connection)
            else { return nil }
            return FilterMenu.press(number, of: menu)
        case .other: return nil
        }
    }
}
