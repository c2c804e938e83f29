import Foundation
import Operations
import RabbitMQ
import ServiceKit

/// RabbitMQ's management and the virtual host that the services use.
struct Broker: Sendable {
    let api: ManagementAPI
    let virtualHost: String

    /// From `AMQP_MANAGEMENT_URL`, and the virtual host of `AMQP_URL` where that is set, else `/`.
    init(_ settings: Settings) throws {
        let example = "http://operator:…@broker.example:15672"
        let url = try settings.requiredURL("AMQP_MANAGEMENT_URL", schemes: ["http", "https"], example: example)
        guard let parts = URLComponents(string: url), parts.user != nil, parts.password != nil else {
            throw SettingError(variable: "AMQP_MANAGEMENT_URL", fault: "holds no user and password", example: example)
        }
        api = try ManagementAPI(url: url, transport: CurlManagementTransport())
        virtualHost = try settings.string("AMQP_URL").map(Self.virtualHost) ?? "/"
    }

    /// Every queue of the virtual host, by name.
    func queues() async throws -> [QueueStatus] { try await BrokerView(api: api, virtualHost: virtualHost).queues() }

    /// The virtual host that an AMQP address names: no path means `/`, and `/%2F` as well.
    static func virtualHost(of url: String) -> String {
        guard let path = URLComponents(string: url)?.percentEncodedPath, path.count > 1 else { return "/" }
        return String(path.dropFirst()).removingPercentEncoding ?? "/"
    }
}
