import Foundation
import Operations
import RabbitMQ
import ServiceKit

extension OperatorBroker {
    /// On the broker that `AMQP_URL` names.
    static func use<R: Sendable>(
        _ settings: Settings, _ body: (OperatorBroker) async throws -> R
    ) async throws -> R {
        let configuration: RabbitMQConfiguration
        do {
            configuration = try RabbitMQConfiguration(url: try settings.amqpURL())
        } catch let error as SettingError {
            throw error
        } catch {
            throw SettingError(
                variable: "AMQP_URL", fault: "cannot be used: \(error)",
                example: "amqps://operator:…@broker.example:5671/%2F")
        }
        return try await use(configuration, body)
    }
}

/// Who is at work, for the audit log: `CAMPANELLO_OPERATOR`, else the name this machine knows the user by.
enum OperatorName {
    static func current(_ settings: Settings) throws -> String {
        try settings.string("CAMPANELLO_OPERATOR") ?? NSUserName()
    }
}
