import Contracts
import Notifications
import Persistence
import Postgres

/// STOP and START in all their words.
struct OptOutHandler: InboundHandler {
    let messages: DirectMessageStore
    let appName: String

    func handle(_ inbound: Inbound, on connection: PostgresConnection) async throws -> InboundOutcome? {
        guard let person = inbound.person, let keyword = keyword(inbound.message.content) else { return nil }
        let isNews =
            switch keyword {
            case .stop: try await person.optOut(by: .stopKeyword, at: inbound.at, on: connection)
            case .start:
                try await person.optIn(by: .startKeyword, at: inbound.at, switchesOn: true, on: connection)
            }
        if isNews, !Self.answersItself(inbound.callback.provider) {
            try await messages.send(
                NewDirectMessage(
                    userID: person.userID, channel: person.channel, locale: person.locale,
                    textKey: (keyword == .stop ? DirectTextKey.optedOut : .optedIn).rawValue,
                    parameters: ["app": appName]), on: connection)
        }
        return InboundOutcome(kind: keyword == .stop ? "stop" : "start")
    }

    private func keyword(_ content: InboundMessage.Content) -> OptOutKeyword? {
        switch content {
        case .text(let text): OptOutKeyword(text)
        case .button(let payload, _): OptOutKeyword(payload)
        case .row, .other: nil
        }
    }

    /// Twilio confirms STOP and START to the person by itself, and lets nothing of ours through after a STOP.
    private static func answersItself(_ provider: ProviderKind) -> Bool { provider == .twilio }
}
