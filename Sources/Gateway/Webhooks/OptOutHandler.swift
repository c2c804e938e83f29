import Contracts
import Foundation
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
        if isNews, !isAnswered(inbound) {
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

    /// Twilio confirms its own words to the person by itself, and lets nothing of ours through after its STOP. Of the
    /// others, СТОП and BASTA among them, it knows nothing.
    private func isAnswered(_ inbound: Inbound) -> Bool {
        guard inbound.callback.provider == .twilio, case .text(let text) = inbound.message.content else { return false }
        return Self.twilioKeywords.contains(text.trimmingCharacters(in: .whitespacesAndNewlines).uppercased())
    }

    /// Its default keywords; an account may have others, which are then confirmed twice.
    private static let twilioKeywords: Set<String> = [
        "STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL", "START", "UNSTOP",
    ]
}
