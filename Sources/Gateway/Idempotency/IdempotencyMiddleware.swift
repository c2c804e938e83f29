import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Persistence

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key") ?? .eTag
}

/// Carries out a post that creates something once for each `Idempotency-Key`: the repeat gets the stored answer, the
/// same key with another body is refused. Answers of 5xx and refusals by limits are not kept.
struct IdempotencyMiddleware: RouterMiddleware {
    typealias Context = GatewayContext

    let answers: StoredAnswers

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        guard request.method == .post, let key = request.headers[.idempotencyKey] else {
            return try await next(request, context)
        }
        guard (1...200).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem.invalid("Idempotency-Key", "must have 1 to 200 printable ASCII characters without spaces")
        }
        var request = request
        let body: ByteBuffer
        do {
            body = try await request.collectBody(upTo: Request.jsonLimit)
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(limit: Request.jsonLimit)
        }
        let owner = context.person.map { "person \($0.id)" } ?? "address \(context.network)"
        let scope = "\(owner) \(request.uri.path)"
        let hash = SHA256.hash(data: Data(body.readableBytesView)).map { String(format: "%02x", $0) }.joined()
        switch try await answers.begin(scope: scope, key: key, userID: context.person?.id, bodyHash: hash) {
        case .isNew: return try await carryOut(request, context, scope: scope, key: key, next)
        case .answered(let answer): return Self.response(answer)
        case .differs:
            throw Problem.invalid("Idempotency-Key", "came before with another body; use a new key for a new request")
        case .isRunning:
            throw Problem(
                slug: "conflict", title: "Still being worked on", status: .conflict,
                detail: "The first request with this Idempotency-Key has not been answered yet.",
                headers: [.retryAfter: "1"])
        }
    }

    private func carryOut(
        _ request: Request, _ context: GatewayContext, scope: String, key: String,
        _ next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        do {
            let response = try await next(request, context)
            return try await keep(response, scope: scope, key: key)
        } catch let problem as Problem where problem.status.code < 500 && problem.status != .tooManyRequests {
            return try await keep(problem.response(from: request, context: context), scope: scope, key: key)
        } catch {
            try? await answers.abandon(scope: scope, key: key)
            throw error
        }
    }

    private func keep(_ response: Response, scope: String, key: String) async throws -> Response {
        let writer = CollectingWriter()
        try await response.body.write(writer)
        let answer = StoredAnswer(
            status: response.status.code, contentType: response.headers[.contentType],
            location: response.headers[.location], body: writer.bytes)
        try await answers.finish(scope: scope, key: key, answer, newcomer: Self.newcomer(answer))
        return Self.response(answer, headers: response.headers)
    }

    /// Who has just registered: nobody was signed in, and the answer, which has their address, is to go with them.
    private static func newcomer(_ answer: StoredAnswer) -> Int64? {
        guard answer.status == HTTPResponse.Status.created.code else { return nil }
        return (try? JSONValue.parse(answer.body))?["user"]["id"].number.flatMap { Int64(exactly: $0) }
    }

    private static func response(_ answer: StoredAnswer, headers: HTTPFields = [:]) -> Response {
        var fields = headers
        fields[.contentType] = answer.contentType
        fields[.location] = answer.location
        return Response(
            status: .init(code: answer.status), headers: fields,
            body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}
