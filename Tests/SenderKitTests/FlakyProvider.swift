import Foundation
import NIOConcurrencyHelpers
import Notifications

/// A Telegram that refuses, fails and goes silent by turns, and remembers for whom it took a message.
final class FlakyProvider: ProviderTransport {
    private struct State {
        var count = 0
        var accepted: [String: Int] = [:]
        var silent: Set<String> = []
        var isTokenGood = true
        var token: String?
        var delay = Duration.zero
        var unauthorized = 0
    }

    private let state = NIOLockedValueBox(State())
    private let isFlaky: Bool

    init(isFlaky: Bool) { self.isFlaky = isFlaky }

    /// Messages taken, by the chat.
    var accepted: [String: Int] { state.withLockedValue { $0.accepted } }
    /// Chats for which a request was taken, or not, without an answer.
    var silent: Set<String> { state.withLockedValue { $0.silent } }
    var unauthorized: Int { state.withLockedValue { $0.unauthorized } }

    func setToken(good: Bool) { state.withLockedValue { $0.isTokenGood = good } }

    /// Takes no other token.
    func require(token: String) { state.withLockedValue { $0.token = token } }

    /// Takes so long to answer.
    func answer(after delay: Duration) { state.withLockedValue { $0.delay = delay } }

    private struct Body: Decodable {
        let chat_id: Int
    }

    func send(_ request: ProviderRequest) async throws(TransportError) -> ProviderResponse {
        let isProbe = request.method == "GET"
        let body = try? JSONDecoder().decode(Body.self, from: Data(request.body ?? []))
        let chat = body.map { String($0.chat_id) } ?? ""
        let delay = state.withLockedValue { $0.delay }
        if delay > .zero, !isProbe { try? await Task.sleep(for: delay) }
        let answer = state.withLockedValue { state -> Answer in
            let isRight = state.token.map { request.url.contains("/bot\($0)/") } ?? true
            guard state.isTokenGood, isRight else {
                if !isProbe { state.unauthorized += 1 }
                return .status(401, #"{"ok":false,"error_code":401,"description":"Unauthorized"}"#)
            }
            if isProbe { return .status(200, #"{"ok":true,"result":{"id":1}}"#) }
            state.count += 1
            return Self.answer(state.count, chat, isFlaky, &state)
        }
        switch answer {
        case .status(let status, let body): return ProviderResponse(status: status, body: Array(body.utf8))
        case .silence: throw .inDoubt("no answer")
        case .refusal: throw .notSent("connection refused")
        }
    }

    private enum Answer {
        case status(Int, String)
        case silence
        case refusal
    }

    private static func answer(_ count: Int, _ chat: String, _ isFlaky: Bool, _ state: inout State) -> Answer {
        switch isFlaky ? count % 20 : 0 {
        case 1, 5, 9, 13:
            let busy =
                #"{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":0}}"#
            return .status(429, busy)
        case 3: return .status(502, "<html>bad gateway</html>")
        case 7: return .refusal
        case 11:
            state.silent.insert(chat)
            return .silence
        case 15:
            state.silent.insert(chat)
            state.accepted[chat, default: 0] += 1
            return .silence
        default:
            state.accepted[chat, default: 0] += 1
            return .status(200, #"{"ok":true,"result":{"message_id":\#(count)}}"#)
        }
    }
}
