package import Contracts
package import Foundation
package import Notifications
import Postgres

/// An event that is to be stored before the provider is answered.
package struct IncomingCallback: Sendable, Equatable {
    package let channel: Channel
    package let provider: ProviderKind
    /// Which of the configured numbers, 1 the first.
    package let number: Int
    package let event: KeyedEvent

    package init(channel: Channel, provider: ProviderKind, number: Int, event: KeyedEvent) {
        self.channel = channel
        self.provider = provider
        self.number = number
        self.event = event
    }

    /// For so long only whoever takes it in works on it: a person waits for the answer to a pressed button, and it goes
    /// back the way the press came. Should that process die, others do the work.
    var ownTime: Duration {
        if case .inbound(let message) = event.event, message.pressID != nil { .seconds(10) } else { .zero }
    }
}

/// A stored event that is to be worked off.
package struct StoredCallback: Sendable {
    package let id: Int64
    package let channel: Channel
    package let provider: ProviderKind
    /// Which of the configured numbers, 1 the first.
    package let number: Int
    package let event: ProviderEvent
    package let receivedAt: Date
    /// How old it is, by the database's clock.
    package let age: Duration
    /// How often it was tried, this time included.
    package let tries: Int

    init(row: PostgresRow) throws {
        id = try row.decode("id")
        channel = try row.channel()
        let name: String = try row.decode("provider")
        guard let provider = ProviderKind(rawValue: name) else { throw UnreadableRow(table: "callbacks") }
        self.provider = provider
        number = try row.decode("number")
        let content: String = try row.decode("content")
        event = try JSONDecoder().decode(ProviderEvent.self, from: Data(content.utf8))
        receivedAt = try row.decode("received_at")
        age = .milliseconds(Int64(try row.decode("age", as: Double.self) * 1000))
        tries = try row.decode("tries")
    }
}

/// A row that this version cannot read.
struct UnreadableRow: Error {
    let table: String
}

/// What came of working on a callback.
package enum CallbackVerdict: Sendable, Equatable {
    /// It is done; the word is for figures, the answer for whoever waits for one.
    case done(String, answer: String? = nil)
    /// It is too early for it.
    case later(Duration)
}
