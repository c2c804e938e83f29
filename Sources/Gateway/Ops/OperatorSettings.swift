import Foundation
import Operations
import RabbitMQ
import ServiceKit

/// How operators come in, and the access to the broker that they work with.
struct OperatorSettings: Sendable {
    static let variable = "OPERATOR_TOKEN"
    static let minimumLength = 16
    private static let managementExample = "http://operator:…@broker.example:15672"

    /// Nil: nobody comes in.
    let token: Secret?
    /// Nil without `AMQP_MANAGEMENT_URL`: then the broker's side is not to be had.
    let broker: OperatorDesk.Connection?

    /// - Throws: `SettingError` for a token that is too short, or an address that cannot be used.
    init(_ settings: Settings) throws {
        token = try settings.secret(Self.variable)
        if let token, token.reveal().utf8.count < Self.minimumLength {
            throw SettingError(
                variable: Self.variable, fault: "has fewer than \(Self.minimumLength) characters",
                example: "0a1b2c3d4e5f60718293")
        }
        broker = try token == nil ? nil : Self.broker(settings)
    }

    /// The management's user is the operator's; by AMQP it is the same one, at the services' broker.
    private static func broker(_ settings: Settings) throws -> OperatorDesk.Connection? {
        guard let url = try settings.amqpManagementURL(), try settings.string("AMQP_URL") != nil else { return nil }
        guard let parts = URLComponents(string: url), let user = parts.user, let password = parts.password else {
            throw SettingError(
                variable: "AMQP_MANAGEMENT_URL", fault: "holds no user and password", example: managementExample)
        }
        var configuration = try RabbitMQConfiguration(url: try settings.amqpURL())
        (configuration.user, configuration.password) = (user, password)
        let api = try ManagementAPI(url: url, transport: CurlManagementTransport())
        return OperatorDesk.Connection(
            view: BrokerView(api: api, virtualHost: configuration.virtualHost), configuration: configuration)
    }
}
