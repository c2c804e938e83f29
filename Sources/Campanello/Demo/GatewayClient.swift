import CurlTransport
import Foundation
import Notifications

/// The Gateway's REST API, as a client calls it.
struct GatewayClient: Sendable {
    private let base: String
    private let transport: any ProviderTransport

    init(_ base: String) {
        self.base = base
        transport = CurlTransport(CurlConfiguration(connectionsPerHost: 16, responseLimit: 64 << 20))
    }

    /// Sends a JSON body and takes the answer's fields.
    ///
    /// - Throws: ``CommandFailure`` for anything but 2xx, with the Gateway's own words.
    @discardableResult
    func post(_ path: String, _ body: [String: Any], token: String? = nil) async throws -> [String: Any] {
        let data = try JSONSerialization.data(withJSONObject: body)
        return try await send(path, Array(data), type: "application/json", token: token)
    }

    func send(_ path: String, _ body: [UInt8], type: String, token: String?) async throws -> [String: Any] {
        var headers = [(name: "Content-Type", value: type)]
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        let request = ProviderRequest(
            method: "POST", url: base + path, headers: headers, body: body, timeout: .seconds(120))
        let response = try await sendPatiently(request)
        let object = try? JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
        guard (200...299).contains(response.status) else {
            throw CommandFailure("POST \(path) answered \(response.status): \(Self.words(object))")
        }
        return object ?? [:]
    }

    /// A Gateway that is being restarted, or that has too much to do, is asked again for half a minute. Every request
    /// made here may be repeated.
    private func sendPatiently(_ request: ProviderRequest) async throws -> ProviderResponse {
        for _ in 0..<60 {
            do {
                let response = try await transport.send(request)
                if response.status != 503 { return response }
            } catch TransportError.notSent, TransportError.inDoubt {}
            try await Task.sleep(for: .milliseconds(500))
        }
        return try await transport.send(request)
    }

    private static func words(_ problem: [String: Any]?) -> String {
        guard let problem else { return "" }
        let errors = (problem["errors"] as? [[String: Any]] ?? []).map { "\($0["field"] ?? "") \($0["detail"] ?? "")" }
        return ([problem["detail"] as? String ?? ""] + errors).joined(separator: "; ")
    }
}
