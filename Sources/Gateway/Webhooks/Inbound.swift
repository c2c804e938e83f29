import Foundation
import Notifications
import Persistence
import Postgres

/// Something that somebody wrote or pressed, on its way through the handlers.
struct Inbound: Sendable {
    let message: InboundMessage
    let callback: StoredCallback
    /// Whose proved address it came from; nil for a stranger's.
    let person: Correspondent?

    /// When it was said. Providers tell whole seconds, cut off: what was received within one was said just now.
    var at: Date {
        message.at.map { min($0.addingTimeInterval(0.999), callback.receivedAt) } ?? callback.receivedAt
    }
}

/// What came of it.
struct InboundOutcome: Sendable, Equatable {
    /// For figures.
    let kind: String
    /// What the pressed button's answer says, where one is waited for.
    var answer: String?
}

/// One thing that people can say to us. Handlers are asked one after the other; the first that knows what to do does
/// it, inside the transaction that marks the callback done: everything it writes happens once.
protocol InboundHandler: Sendable {
    /// - Returns: nil when it is not for this handler.
    func handle(_ inbound: Inbound, on connection: PostgresConnection) async throws -> InboundOutcome?
}
