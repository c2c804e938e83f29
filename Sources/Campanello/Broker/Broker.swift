import CurlTransport
import Foundation
import Notifications
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

    /// The virtual host that an AMQP address names: no path means `/`, and `/%2F` as well.
    static func virtualHost(of url: String) -> String {
        guard let path = URLComponents(string: url)?.percentEncodedPath, path.count > 1 else { return "/" }
        return String(path.dropFirst()).removingPercentEncoding ?? "/"
    }
}

/// The management API by libcurl. The operator's own network may speak plain HTTP.
struct CurlManagementTransport: ManagementTransport {
    private let transport = CurlTransport(CurlConfiguration(responseLimit: 64 << 20, allowsPlainHTTP: true))

    func send(
        _ method: String, _ url: String, headers: [String: String], body: Data?
    ) async throws -> (status: Int, body: Data) {
        let response = try await transport.send(
            ProviderRequest(
                method: method, url: url, headers: headers.map { (name: $0.key, value: $0.value) },
                body: body.map(Array.init)))
        guard response.status != 401 else {
            throw ManagementError(
                description: "the broker's management refuses the user or the password of AMQP_MANAGEMENT_URL")
        }
        return (response.status, Data(response.body))
    }
}
