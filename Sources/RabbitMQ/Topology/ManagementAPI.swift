package import Foundation

/// RabbitMQ's management API at one address, within one virtual host.
package struct ManagementAPI: Sendable {
    private let base: String
    private let authorization: String
    private let transport: any ManagementTransport
    /// Leaves out whatever would change something: what an installer says it did is then what is amiss.
    package var isReadOnly = false

    /// - Parameter url: `http://user:password@host:15672`, percent-encoded; a path before `/api` is kept.
    package init(url: String, transport: any ManagementTransport) throws {
        guard var parts = URLComponents(string: url), let scheme = parts.scheme, ["http", "https"].contains(scheme),
            parts.host != nil
        else {
            throw ManagementError(description: "it has to look like http://user:password@host:15672")
        }
        let credentials = "\(parts.user ?? "guest"):\(parts.password ?? "guest")"
        authorization = "Basic " + Data(credentials.utf8).base64EncodedString()
        parts.user = nil
        parts.password = nil
        parts.query = nil
        guard let string = parts.string else { throw ManagementError(description: "it is no URL") }
        base = (string.hasSuffix("/") ? String(string.dropLast()) : string) + "/api"
        self.transport = transport
    }

    /// The answer of `GET`, or nil where there is nothing.
    package func get<Answer: Decodable>(_ path: [String], as type: Answer.Type = Answer.self) async throws -> Answer? {
        let (status, body) = try await send("GET", path, nil)
        if status == 404 { return nil }
        try check(status, body, "GET", path)
        return try JSONDecoder().decode(Answer.self, from: body)
    }

    package func put(_ path: [String], _ value: some Encodable) async throws {
        try await change("PUT", path, JSONEncoder().encode(value))
    }

    package func post(_ path: [String], _ value: some Encodable) async throws {
        try await change("POST", path, JSONEncoder().encode(value))
    }

    /// The same with an answer, as reading a queue's messages gives one.
    package func post<Answer: Decodable>(
        _ path: [String], _ value: some Encodable, as type: Answer.Type
    ) async throws -> Answer {
        let (status, body) = try await send("POST", path, JSONEncoder().encode(value))
        try check(status, body, "POST", path)
        return try JSONDecoder().decode(Answer.self, from: body)
    }

    /// What is not there is deleted already.
    package func delete(_ path: [String]) async throws {
        if isReadOnly { return }
        let (status, body) = try await send("DELETE", path, nil)
        if status != 404 { try check(status, body, "DELETE", path) }
    }

    /// Sends JSON that is at hand as text.
    package func change(_ method: String, _ path: [String], _ json: Data) async throws {
        if isReadOnly { return }
        let (status, body) = try await send(method, path, json)
        try check(status, body, method, path)
    }

    private func send(_ method: String, _ path: [String], _ json: Data?) async throws -> (status: Int, body: Data) {
        let url = base + path.map { "/" + Self.encoded($0) }.joined()
        var headers = ["Authorization": authorization]
        if json != nil { headers["Content-Type"] = "application/json" }
        return try await transport.send(method, url, headers: headers, body: json)
    }

    private func check(_ status: Int, _ body: Data, _ method: String, _ path: [String]) throws {
        guard !(200...299).contains(status) else { return }
        let answer = try? JSONDecoder().decode(Refusal.self, from: body)
        let reason = answer?.reason ?? answer?.error ?? ""
        throw ManagementError(description: "\(method) /api/\(path.joined(separator: "/")): \(status) \(reason)")
    }

    private struct Refusal: Decodable {
        var error: String?
        var reason: String?
    }

    /// Names hold dots, slashes and letters of any script; only unreserved characters stay.
    private static func encoded(_ part: String) -> String {
        part.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-._~"))) ?? part
    }
}
