import Contracts
import Foundation
import Notifications
import Persistence

/// Takes Telegram's updates, whichever way they come.
struct TelegramDoor: Sendable {
    let callbacks: CallbackProcessor

    /// What a pressed button is answered with: a method call, in the webhook's own response or as a request.
    struct PressAnswer: Encodable, Sendable, Equatable {
        let method = "answerCallbackQuery"
        let callbackQueryID: String
        let text: String?

        enum CodingKeys: String, CodingKey {
            case method, text
            case callbackQueryID = "callback_query_id"
        }
    }

    /// Stores updates; presses of buttons are worked on at once, since the person's telephone waits for the answer.
    func take(_ events: [KeyedEvent]) async throws -> [PressAnswer] {
        let ids = try await callbacks.receive(
            events.map { IncomingCallback(channel: .telegram, provider: .telegram, number: 1, event: $0) })
        var answers: [PressAnswer] = []
        for (event, id) in zip(events, ids) {
            guard case .inbound(let message) = event.event, let press = message.pressID else { continue }
            let text = if let id { await callbacks.process(id) } else { String?.none }
            answers.append(PressAnswer(callbackQueryID: press, text: text))
        }
        return answers
    }
}
