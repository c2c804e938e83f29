import Foundation
import Hummingbird

/// `/messagebird/v1/…`: the Conversations API.
struct MessageBirdRoutes: Sendable {
    let sandbox: Sandbox

    func add(to router: Router<BasicRequestContext>) {
        router.post("messagebird/v1/send") { request, _ in
            try await answering(request) {
                guard let fields = RequestFields(json: try await request.data()) else {
                    throw MessageBirdError(21, "JSON is not a valid format", status: .badRequest)
                }
                return try await send(fields)
            }
        }
        router.get("messagebird/v1/conversations") { request, _ in
            try await answering(request) {
                let limit = request.uri.queryParameters["limit"].flatMap { Int($0) } ?? 10
                guard (1...20).contains(limit) else { throw MessageBirdError.wrong("limit", "is not from 1 to 20") }
                return .json(["offset": 0, "limit": .int(limit), "count": 0, "totalCount": 0, "items": []])
            }
        }
    }

    private func answering(_ request: Request, _ body: () async throws -> Response) async throws -> Response {
        do {
            guard sandbox.admits(token: request.accessKey ?? "", provider: .messageBird) else {
                throw MessageBirdError.unauthorized
            }
            return try await body()
        } catch let error as MessageBirdError {
            return error.response
        }
    }

    private func send(_ fields: RequestFields) async throws -> Response {
        let message = try MessageBirdMessage(fields).message
        let verdict = sandbox.judge(message, account: message.sender)
        return try await sandbox.settle(verdict, message) {
            .json(["id": .string($0.providerMessageID), "status": "accepted"], status: .accepted)
        } refuse: {
            MessageBirdError.refusal($0).response
        }
    }
}

extension Request {
    /// `Authorization: AccessKey …`.
    var accessKey: String? { credential("accesskey ") }

    /// `Authorization: Bearer …`.
    var bearerToken: String? { credential("bearer ") }

    private func credential(_ scheme: String) -> String? {
        guard let header = headers[.authorization], header.lowercased().hasPrefix(scheme) else { return nil }
        return String(header.dropFirst(scheme.count))
    }
}
