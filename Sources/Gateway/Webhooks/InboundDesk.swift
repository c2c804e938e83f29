import Contracts
import Notifications
import Persistence
import Postgres

/// Receives what people write: opens their window, and asks the handlers.
struct InboundDesk: Sendable {
    let handlers: [any InboundHandler]

    func handle(
        _ message: InboundMessage, of callback: StoredCallback, on connection: PostgresConnection
    ) async throws -> CallbackVerdict {
        var person: Correspondent?
        // Somebody who shows no number is known by the provider's own name for them.
        if let address = message.address ?? message.userID {
            person = try await Correspondent.find(channel: callback.channel, address: address, on: connection)
        }
        let inbound = Inbound(message: message, callback: callback, person: person)
        if let person, callback.channel == .whatsapp {
            try await person.openWindow(number: callback.number, since: inbound.at, on: connection)
        }
        for handler in handlers {
            guard let outcome = try await handler.handle(inbound, on: connection) else { continue }
            return .done(outcome.kind, answer: outcome.answer)
        }
        return .done(person == nil ? "unknown-address" : "other")
    }
}
