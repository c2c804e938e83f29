import Foundation
import Notifications
import ServiceKit

/// A call to the Bot API. The token is in its address, so errors never tell that.
struct BotCall: Sendable {
    let webhook: TelegramWebhook
    let transport: any ProviderTransport

    private struct Nothing: Encodable {}

    func call(_ method: String, timeout: Int) async throws -> ProviderResponse {
        try await call(method, Nothing(), timeout: timeout)
    }

    /// - Parameter timeout: in seconds.
    func call(_ method: String, _ body: some Encodable, timeout: Int) async throws -> ProviderResponse {
        try await transport.send(
            ProviderRequest(
                method: "POST", url: "\(webhook.apiURL)/bot\(webhook.token.reveal())/\(method)",
                headers: [("Content-Type", "application/json")], body: Array(try JSONEncoder().encode(body)),
                timeout: .seconds(timeout)))
    }
}
