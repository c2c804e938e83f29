import Contracts
import Foundation
import Messaging

/// Publishes the copies that a sender leaves behind before it acknowledges: to a retry queue, or to the dead letters.
struct CopyPublisher: Sendable {
    let publisher: any Publisher
    let queue: WorkQueue

    /// How often a copy is tried, and how long between two tries: the broker may be changing its leader.
    private static let pauses: [Duration] = [.milliseconds(100), .milliseconds(500), .seconds(2)]

    /// - Parameter attempt: the attempt the copy stands for, where the copy itself does not say.
    func publish(_ copy: NextStep.Copy, of message: Message, attempt: Int) async throws(PublishError) {
        switch copy {
        case .retry(let level, let next, let expiration):
            try await publish(
                message.retry(attempt: next ?? attempt, expiration: expiration), exchange: Exchange.retry(level))
        }
    }

    func bury(_ message: Message, _ letter: DeadLetter) async throws(PublishError) {
        try await publish(message.deadLettered(letter), exchange: Exchange.deadLetters)
    }

    private func publish(_ message: Message, exchange: String) async throws(PublishError) {
        for pause in Self.pauses {
            do throws(PublishError) {
                return try await publishOnce(message, exchange: exchange)
            } catch {
                guard error.mayPass else { throw error }
                try? await Task.sleep(for: pause)
            }
        }
        try await publishOnce(message, exchange: exchange)
    }

    private func publishOnce(_ message: Message, exchange: String) async throws(PublishError) {
        try await publisher.publish(message, exchange: exchange, routingKey: queue.name, mandatory: true)
    }
}

extension PublishError {
    /// Whether the same message may be taken later.
    fileprivate var mayPass: Bool {
        switch self {
        case .refused, .connectionLost, .timedOut, .blocked: true
        case .unroutable, .tooLarge, .invalid, .rejected: false
        }
    }
}
