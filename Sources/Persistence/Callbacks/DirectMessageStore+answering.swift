package import Foundation
package import Postgres

extension DirectMessageStore {
    /// Writes the message, its delivery and its event inside the transaction of what it answers.
    @discardableResult
    package func send(_ message: NewDirectMessage, on connection: PostgresConnection) async throws -> UUID {
        let parameters = String(decoding: try JSONEncoder().encode(message.parameters), as: UTF8.self)
        return try await insert(message, parameters: parameters, traceparent: nil, on: connection)
    }
}
