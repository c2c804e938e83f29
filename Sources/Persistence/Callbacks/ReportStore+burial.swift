import Contracts
import Foundation
import Messaging
import Notifications
import Postgres

extension ReportStore {
    /// The message was acknowledged when the provider took it, so it is made once more for the dead letters.
    ///
    /// The channel's sender relays it, which may write there anyway: whoever takes callbacks from the outside may not.
    func bury(
        _ writer: ReportWriter, _ reason: String, _ error: ProviderError?, on connection: PostgresConnection
    ) async throws {
        let (delivery, subject) = (writer.delivery, writer.delivery.subject)
        let message = try await events.read(
            subject.id, isDirect: subject.isDirect, attempt: delivery.standing.attempt, delay: .zero, on: connection)
        guard var message else { return }
        let queue = subject.isDirect ? WorkQueue.direct(delivery.channel) : .notifications(delivery.channel)
        let letter = DeadLetter(
            reason: reason, errorClass: error?.errorClass.rawValue, errorCode: error?.code, error: error?.detail,
            provider: writer.callback.provider.rawValue, firstAttemptAt: subject.firstAttemptAt, failedAt: Date())
        message.service = "\(delivery.channel.rawValue)-sender"
        message.exchange = Exchange.deadLetters
        message.routingKey = queue.name
        message.headers = letter.texts
        try await Outbox.append([message], on: connection)
    }
}
