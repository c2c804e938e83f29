import CurlTransport
import Foundation
import Notifications
import ServiceKit

/// RabbitMQ's management API, as far as the operator's tool needs it.
struct ManagementAPI: Sendable {
    private let base: String
    private let authorization: String
    private let transport: any ProviderTransport
    /// The virtual host, as it is written in a path.
    let virtualHost: String

    /// From `AMQP_MANAGEMENT_URL`, and the virtual host of `AMQP_URL` where that is set, else `/`.
    init(_ settings: Settings) throws {
        let example = "http://operator:…@broker.example:15672"
        let url = try settings.requiredURL("AMQP_MANAGEMENT_URL", schemes: ["http", "https"], example: example)
        try self.init(url: url, virtualHost: try settings.string("AMQP_URL").map(VirtualHost.name) ?? "/")
    }

    init(url: String, virtualHost: String) throws {
        guard var parts = URLComponents(string: url), let user = parts.user, let password = parts.password else {
            throw SettingError(
                variable: "AMQP_MANAGEMENT_URL", fault: "holds no user and password",
                example: "http://operator:…@broker.example:15672")
        }
        parts.user = nil
        parts.password = nil
        base = (parts.string ?? url).trimmingCharacters(in: CharacterSet(charactersIn: "/"))
        authorization = "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
        self.virtualHost = Self.escaped(virtualHost)
        transport = CurlTransport(CurlConfiguration(responseLimit: 64 << 20, allowsPlainHTTP: true))
    }

    func get<T: Decodable>(_ path: String, as type: T.Type) async throws -> T {
        try decode(try await call("GET", path), path)
    }

    func post<T: Decodable>(_ path: String, _ body: [UInt8], as type: T.Type) async throws -> T {
        try decode(try await call("POST", path, body), path)
    }

    /// Creates or replaces; 201 and 204 are both right.
    func put(_ path: String, _ object: some Encodable) async throws {
        _ = try await call("PUT", path, Array(try JSONEncoder().encode(object)))
    }

    @discardableResult
    func call(_ method: String, _ path: String, _ body: [UInt8]? = nil) async throws -> [UInt8] {
        let response = try await transport.send(
            ProviderRequest(
                method: method, url: base + path,
                headers: [("Authorization", authorization), ("Content-Type", "application/json")], body: body))
        switch response.status {
        case 200...299: return response.body
        case 401:
            throw CommandFailure("the broker's management refuses the user or the password of AMQP_MANAGEMENT_URL")
        default:
            let text = String(decoding: response.body.prefix(500), as: UTF8.self)
            throw CommandFailure("the broker's management answered \(response.status) to \(method) \(path): \(text)")
        }
    }

    private func decode<T: Decodable>(_ body: [UInt8], _ path: String) throws -> T {
        do {
            return try JSONDecoder().decode(T.self, from: Data(body))
        } catch {
            throw CommandFailure("the broker's management answered \(path) with something unexpected")
        }
    }

    /// A name as one part of a path.
    static func escaped(_ name: String) -> String {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        return name.addingPercentEncoding(withAllowedCharacters: allowed) ?? name
    }
}

/// The virtual host that an AMQP address names.
enum VirtualHost {
    /// No path means `/`, and `/%2F` as well.
    static func name(of url: String) -> String {
        guard let path = URLComponents(string: url)?.percentEncodedPath, path.count > 1 else { return "/" }
        return String(path.dropFirst()).removingPercentEncoding ?? "/"
    }
}
