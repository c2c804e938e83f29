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
        default: text = "\(error)"
        }
        return text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
