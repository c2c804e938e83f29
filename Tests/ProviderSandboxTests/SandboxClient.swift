import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import ProviderSandbox

/// A sandbox and requests to it, by its router.
struct SandboxClient {
    struct Answer {
        let status: Int
        let text: String
        let headers: HTTPFields

        /// The body as a JSON object; empty when it is none.
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]) ?? [:]
        }

        var error: [String: Any] { json["error"] as? [String: Any] ?? [:] }
    }

    static let account = "ACsandbox"
    static let twilio = "/twilio/2010-04-01/Accounts/\(account)/Messages.json"
    static let meta = "/meta/v23.0/15550100006/messages"
    static let telegram = "/telegram/bottest-token/"

    let sandbox: Sandbox

    init(_ configuration: SandboxConfiguration = SandboxConfiguration()) { sandbox = Sandbox(configuration) }

    func request(
        _ method: HTTPRequest.Method, _ uri: String, headers: HTTPFields = [:], body: String = ""
    ) async throws -> Answer {
        let application = Application(router: try SandboxApplication.router(sandbox))
        return try await application.test(.router) { client in
            try await client.execute(uri: uri, method: method, headers: headers, body: ByteBuffer(string: body)) {
                Answer(status: $0.status.code, text: String(buffer: $0.body), headers: $0.headers)
            }
        }
    }

    func get(_ uri: String) async throws -> Answer { try await request(.get, uri) }

    /// A form to Twilio, with the account's token.
    func twilio(_ fields: [(String, String)], token: String = "test-token") async throws -> Answer {
        let credentials = Data("\(Self.account):\(token)".utf8).base64EncodedString()
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let form = fields.map { "\($0.0)=\($0.1.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")" }
        return try await request(
            .post, Self.twilio,
            headers: [.authorization: "Basic \(credentials)", .contentType: "application/x-www-form-urlencoded"],
            body: form.joined(separator: "&"))
    }

    func meta(_ body: String, token: String = "test-token") async throws -> Answer {
        try await request(
            .post, Self.meta, headers: [.authorization: "Bearer \(token)", .contentType: "application/json"], body: body
        )
    }

    /// A person does something.
    func inbound(_ body: String) async throws -> Answer {
        try await request(.post, "/inbound", headers: [.contentType: "application/json"], body: body)
    }

    func telegram(_ method: String, _ body: String) async throws -> Answer {
        try await request(.post, Self.telegram + method, headers: [.contentType: "application/json"], body: body)
    }
}
