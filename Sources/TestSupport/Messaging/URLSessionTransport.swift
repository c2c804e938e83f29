package import Foundation
import RabbitMQ

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The management API by Foundation's HTTP client, which the services do not carry.
package struct URLSessionTransport: ManagementTransport {
    package init() {}

    package func send(
        _ method: String, _ url: String, headers: [String: String], body: Data?
    ) async throws -> (status: Int, body: Data) {
        guard let url = URL(string: url) else { throw ManagementError(description: "no URL") }
        var request = URLRequest(url: url, timeoutInterval: 60)
        request.httpMethod = method
        request.httpBody = body
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession.shared.data(for: request)
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, data)
    }
}
