import Messaging
import Notifications
import Postgres
import ServiceKit

/// Something that a command could not do: one line for the operator.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// Any error as one line.
    static func line(_ error: any Error) -> String {
        let text: String
        switch error {
        case let error as PostgresError: text = "the database: \(error.message)"
        case TransportError.notSent(let why), TransportError.inDoubt(let why), TransportError.insecure(let why):
            text = why
        case let error as PublishError: text = "the broker: \(words(error)); nothing is lost: start it again"
        default: text = "\(error)"
        }
        return text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    private static func words(_ error: PublishError) -> String {
        switch error {
        case .unroutable: "a queue is missing; campanello topology apply puts it in place"
        case .refused: "it takes no more, as the queue is full or its leader changes"
        case .connectionLost: "the connection was lost before it confirmed"
        case .timedOut: "it did not confirm in time"
        case .blocked: "it takes no messages for now, for want of memory or disk"
        case .tooLarge(let bytes): "a message of \(bytes) bytes is too large"
        case .invalid(let field): "a message cannot be sent: \(field)"
        case .rejected(let text): text
        }
    }
}
