import Foundation
import Hummingbird

/// `/telegram/bot<token>/<method>`: the methods that a notifier uses, by GET or POST.
struct TelegramRoutes: Sendable {
    let sandbox: Sandbox

    func add(to router: Router<BasicRequestContext>) {
        let answer: @Sendable (Request, BasicRequestContext) async throws -> Response = { request, context in
            do {
                return try await call(request, context)
            } catch let error as TelegramError {
                return error.response
            }
        }
        router.get("telegram/:bot/:method", use: answer)
        router.post("telegram/:bot/:method", use: answer)
    }

    private func call(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let name = try context.parameters.require("bot")
        guard name.hasPrefix("bot"), name.count > 3 else { throw TelegramError.notFound }
        let token = name.dropFirst(3).removingPercentEncoding ?? String(name.dropFirst(3))
        guard sandbox.admits(token: token, provider: .telegram) else { throw TelegramError.unauthorized }
        let fields = try await fields(of: request)
        switch try context.parameters.require("method").lowercased() {
        case "sendmessage": return try await send(try TelegramMessage(text: fields), token: token)
        case "sendphoto": return try await send(try TelegramMessage(photo: fields), token: token)
        case let method:
            guard let result = try await TelegramMethods(sandbox: sandbox).answer(method, fields) else {
                throw TelegramError.notFound
            }
            return Self.result(result)
        }
    }

    private func fields(of request: Request) async throws -> RequestFields {
        let type = request.headers[.contentType]?.lowercased() ?? ""
        let body = try await request.data()
        if body.isEmpty { return RequestFields(form: request.uri.query ?? "") }
        guard type.hasPrefix("application/json") else {
            return RequestFields(form: String(decoding: body, as: UTF8.self))
        }
        guard let fields = RequestFields(json: body) else {
            throw TelegramError.badRequest("object expected as the body")
        }
        return fields
    }

    private func send(_ taken: TelegramMessage, token: String) async throws -> Response {
        let message = taken.message
        let verdict = sandbox.judge(message, account: token)
        return try await sandbox.settle(verdict, message) {
            Self.result(taken.result($0))
        } refuse: {
            Self.error(for: $0).response
        }
    }

    private static func result(_ result: JSON) -> Response { .json(["ok": true, "result": result]) }

    private static func error(for verdict: Verdict) -> TelegramError {
        switch verdict {
        case .tooManyRequests(let wait), .recipientLimit(let wait):
            TelegramError(429, "Too Many Requests: retry after \(wait)", retryAfter: wait)
        case .refused(.blocked): TelegramError(403, "Forbidden: bot was blocked by the user")
        case .refused(.deactivated): TelegramError(403, "Forbidden: user is deactivated")
        case .refused: .badRequest("chat not found")
        case .mediaUnreachable: .badRequest("failed to get HTTP URL content")
        default: TelegramError(500, "Internal Server Error")
        }
    }
}
