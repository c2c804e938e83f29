import Foundation
import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers

/// `/bird/v1/whatsapp/…`: Bird's API of 2026, which takes a request that is repeated under the same key once.
struct BirdRoutes: Sendable {
    private struct Taken {
        let body: Data
        let answer: JSON
    }

    /// Keys are forgotten beyond so many.
    private static let remembered = 100_000

    let sandbox: Sandbox
    private let taken = NIOLockedValueBox<[String: Taken]>([:])

    init(sandbox: Sandbox) { self.sandbox = sandbox }

    func add(to router: Router<BasicRequestContext>) {
        router.post("bird/v1/whatsapp/messages") { request, _ in
            try await answering(request) { try await send(request) }
        }
        router.get("bird/v1/whatsapp/numbers") { request, _ in
            try await answering(request) {
                .json([
                    "data": [
                        ["phone_number": "+14155238886", "quality_rating": "GREEN", "messaging_limit": "TIER_2K"]
                    ]
                ])
            }
        }
    }

    private func answering(_ request: Request, _ body: () async throws -> Response) async throws -> Response {
        do {
            guard sandbox.admits(token: request.bearerToken ?? "", provider: .bird) else {
                throw BirdError.unauthorized
            }
            return try await body()
        } catch let error as BirdError {
            return error.response
        }
    }

    private func send(_ request: Request) async throws -> Response {
        let body = try await request.data()
        guard let fields = RequestFields(json: body) else {
            throw BirdError("bad_request_error", "bad_request", "The body is not valid JSON", status: .badRequest)
        }
        let key = HTTPField.Name("Idempotency-Key").flatMap { request.headers[$0] }
        if let key, let earlier = taken.withLockedValue({ $0[key] }) {
            guard earlier.body == body else { throw BirdError.reused }
            return .json(earlier.answer, status: .accepted)
        }
        let message = try BirdMessage(fields).message
        // Remembered before the answer goes out: whoever hears nothing asks again.
        let answer: JSON = ["id": .string(message.providerMessageID), "status": "accepted"]
        let verdict = sandbox.judge(message, account: message.sender)
        if let key, verdict.isAcceptance { remember(key, Taken(body: body, answer: answer)) }
        return try await sandbox.settle(verdict, message) { _ in
            .json(answer, status: .accepted)
        } refuse: {
            BirdError.refusal($0).response
        }
    }

    private func remember(_ key: String, _ one: Taken) {
        taken.withLockedValue { taken in
            if taken.count >= Self.remembered { taken = [:] }
            taken[key] = one
        }
    }
}
