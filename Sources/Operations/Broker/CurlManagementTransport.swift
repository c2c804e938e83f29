import CurlTransport
package import Foundation
import Notifications
import RabbitMQ

/// The management API by libcurl. The operator's own network may speak plain HTTP.
package struct CurlManagementTransport: ManagementTransport {
    private let transport = CurlTransport(CurlConfiguration(responseLimit: 64 << 20, allowsPlainHTTP: true))

    package init() {}

    package func send(
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
