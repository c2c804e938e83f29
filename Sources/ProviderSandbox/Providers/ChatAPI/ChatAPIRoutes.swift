import Foundation
import Hummingbird

/// `/chatapi/{instance}/{method}?token=…`: ChatAPI's shape, with the templates that 1msg added.
struct ChatAPIRoutes: Sendable {
    let sandbox: Sandbox

    func add(to router: Router<BasicRequestContext>) {
        router.get("chatapi/:instance/:method") { request, context in
            try await answering(request) {
                switch try context.parameters.require("method") {
                case "status": return .json(["accountStatus": "authenticated", "statusData": ["substatus": "normal"]])
                case "showMessagesQueue": return .json(["totalMessages": 0, "first100": []])
                default: throw ChatAPIError.failed("Method not found", status: .notFound)
                }
            }
        }
        router.post("chatapi/:instance/:method") { request, context in
            try await answering(request) {
                let method = try context.parameters.require("method")
                guard ["sendMessage", "sendFile", "sendTemplate"].contains(method) else {
                    throw ChatAPIError.failed("Method not found", status: .notFound)
                }
                return try await send(method, try await fields(request), try context.parameters.require("instance"))
            }
        }
    }

    private func answering(_ request: Request, _ body: () async throws -> Response) async throws -> Response {
        do {
            let token = RequestFields(form: request.uri.query ?? "").string("token") ?? ""
            guard sandbox.admits(token: token, provider: .chatAPI) else { throw ChatAPIError.unauthorized }
            return try await body()
        } catch let error as ChatAPIError {
            return error.response
        }
    }

    private func fields(_ request: Request) async throws -> RequestFields {
        let body = try await request.data()
        if request.headers[.contentType]?.lowercased().hasPrefix("application/json") != true {
            return RequestFields(form: String(decoding: body, as: UTF8.self))
        }
        guard let fields = RequestFields(json: body) else { throw ChatAPIError.notSent("body is not valid JSON") }
        return fields
    }

    private func send(_ method: String, _ fields: RequestFields, _ instance: String) async throws -> Response {
        let message = try ChatAPIMessage(method, fields, instance: instance).message
        let verdict = sandbox.judge(message, account: instance)
        return try await sandbox.settle(verdict, message) {
            .json([
                "sent": true, "id": .string($0.providerMessageID), "queueNumber": 1,
                "message": .string("Sent to \($0.recipient.dropFirst())@c.us"),
            ])
        } refuse: {
            ChatAPIError.refusal($0).response
        }
    }
}
