import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import Notifications
import Persistence

/// Test messages: to the caller's own proved address, through the direct queue, waiting a while for the outcome.
struct TestMessages: Sendable {
    let messages: DirectMessageStore
    let appName: String
    /// How long the outcome is waited for before the caller is told to look later.
    let wait: Duration

    /// Answers 200 when the provider took it, 400 with the reason when it will not be sent, else 202.
    /// - Throws: ``Problem`` 400 when there is no address to send to.
    func send(to person: UserRecord, _ record: RecipientRecord?, _ links: ChannelLinks) async throws -> Response {
        guard let record else { throw Problem.refused("No \(links.noun) is linked to this account.") }
        guard record.provedAt != nil else {
            throw Problem.refused("This \(links.noun) is not proved to be yours yet.")
        }
        let id = try await messages.send(
            NewDirectMessage(
                userID: person.id, channel: links.channel, locale: person.locale, textKey: DirectTextKey.test.rawValue,
                parameters: ["app": appName]))
        let result = try await messages.awaitResult(of: id, for: wait)
        return try answer(id: id, result, links)
    }

    private func answer(id: UUID, _ result: DeliveryResult?, _ links: ChannelLinks) throws -> Response {
        let status = result?.status ?? .pending
        switch status {
        case .accepted, .sent, .delivered, .read:
            return try JSONAnswer.response(
                TestAnswer(
                    success: true, message: "The test message was sent by \(links.name).", notificationId: id.text,
                    status: status.rawValue))
        case .failed, .dead, .skipped:
            let reason = result?.reason ?? result?.errorClass ?? status.rawValue
            throw Problem.refused("The test message was not sent: \(reason).")
        case .pending, .sending:
            return try JSONAnswer.response(
                TestAnswer(
                    success: true, message: "The test message is on its way; look it up by its id.",
                    notificationId: id.text, status: status.rawValue),
                status: .accepted)
        }
    }
}
