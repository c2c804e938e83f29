import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOConcurrencyHelpers
import NIOCore

@testable import ProviderSandbox

/// A webhook on this machine that keeps what comes in.
final class CallbackReceiver: Sendable {
    struct Received: Sendable {
        let url: String
        let headers: HTTPFields
        let body: String

        var fields: RequestFields { RequestFields(form: body) }
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]) ?? [:]
        }
        /// The first report of a Meta callback.
        var status: [String: Any]? { first("statuses") }
        /// The first message of a Meta callback.
        var metaMessage: [String: Any]? { first("messages") }

        private func first(_ name: String) -> [String: Any]? {
            let entry = (json["entry"] as? [[String: Any]])?.first
            let value = (entry?["changes"] as? [[String: Any]])?.first?["value"] as? [String: Any]
            return (value?[name] as? [[String: Any]])?.first
        }
        func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
    }

    private let kept = NIOLockedValueBox<[Received]>([])
    private let answers: NIOLockedValueBox<[HTTPResponse.Status]>
    private let text: String

    /// - Parameters:
    ///   - answers: To the first requests; the others are answered 200.
    ///   - text: The body of every answer.
    init(answers: [HTTPResponse.Status] = [], text: String = "") {
        self.answers = NIOLockedValueBox(answers)
        self.text = text
    }

    var received: [Received] { kept.withLockedValue { $0 } }

    /// Serves on a port of its own for as long as the body runs.
    func serve(_ body: @Sendable (_ url: String) async throws -> Void) async throws {
        let router = Router()
        router.post("webhooks/**") { request, _ in
            let text = String(decoding: try await request.data(), as: UTF8.self)
            let received = Received(url: request.uri.description, headers: request.headers, body: text)
            self.kept.withLockedValue { $0.append(received) }
            let status = self.answers.withLockedValue { $0.isEmpty ? HTTPResponse.Status.ok : $0.removeFirst() }
            return Response(status: status, body: .init(byteBuffer: ByteBuffer(string: self.text)))
        }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await application.test(.live) { client in
            try await body("http://127.0.0.1:\(client.port ?? 0)/webhooks/whatsapp")
        }
    }
}
