package import Foundation

/// How a request to RabbitMQ's management API gets there. Whoever has an HTTP client implements it.
package protocol ManagementTransport: Sendable {
    /// - Parameters:
    ///   - url: whole, without user and password.
    ///   - headers: by name, `Authorization` among them.
    /// - Returns: the status and the body.
    func send(
        _ method: String, _ url: String, headers: [String: String], body: Data?
    ) async throws -> (status: Int, body: Data)
}

/// What went wrong at the management API; never with the password.
package struct ManagementError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(description: String) {
        self.description = description
    }
}
