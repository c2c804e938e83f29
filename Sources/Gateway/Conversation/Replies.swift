import Contracts
import Notifications
import Persistence
import Postgres

/// Says something back to somebody: through the direct queue, or in the answer that a pressed button waits for.
struct Replies: Sendable {
    /// The longest answer that Telegram shows for a pressed button.
    private static let longestAnswer = 200

    let messages: DirectMessageStore
    let texts: DirectText
    let appName: String
    let publicURL: String

    init(messages: DirectMessageStore, appName: String, publicURL: String) {
        self.messages = messages
        texts = DirectText(appName: appName)
        self.appName = appName
        self.publicURL = publicURL
    }

    /// - Parameter address: where it goes when the person has no address on the channel any more.
    func send(
        _ key: DirectTextKey, _ parameters: [String: String] = [:], to person: Correspondent, address: String? = nil,
        on connection: PostgresConnection
    ) async throws {
        try await messages.send(
            NewDirectMessage(
                userID: person.userID, channel: person.channel, locale: person.locale, textKey: key.rawValue,
                parameters: ["app": appName].merging(parameters) { _, given in given }, address: address),
            on: connection)
    }

    /// In the press's own answer where there is one, else by a message.
    func answer(
        _ key: DirectTextKey, _ parameters: [String: String] = [:], to inbound: Inbound, of person: Correspondent,
        kind: String, on connection: PostgresConnection
    ) async throws -> InboundOutcome {
        guard inbound.message.pressID != nil else {
            try await send(key, parameters, to: person, on: connection)
            return InboundOutcome(kind: kind)
        }
        let text = texts.plain(key, parameters: parameters, locale: person.locale, limit: Self.longestAnswer)
        return InboundOutcome(kind: kind, answer: text)
    }
}
