/// One message and where it goes.
package struct Publication: Sendable, Equatable {
    package var message: Message
    package var exchange: String
    package var routingKey: String
    /// Whether it is an error when no queue takes it.
    package var mandatory: Bool

    package init(_ message: Message, exchange: String, routingKey: String, mandatory: Bool = true) {
        self.message = message
        self.exchange = exchange
        self.routingKey = routingKey
        self.mandatory = mandatory
    }
}

/// Puts messages into exchanges, persistent and confirmed.
package protocol Publisher: Sendable {
    /// Returns once the broker has confirmed and, when mandatory, routed the message: then it is on disk on a
    /// majority of the queue's nodes. Callers may publish concurrently; a window of unconfirmed messages is shared.
    ///
    /// It is not cancelled with its task: half a publish is no answer. It ends within the publisher's timeout.
    func publish(_ message: Message, exchange: String, routingKey: String, mandatory: Bool) async throws(PublishError)

    /// Publishes all, pipelined, in their order; the results stand in the same order.
    func publishAll(_ publications: [Publication]) async -> [Result<Void, PublishError>]
}

extension Publisher {
    /// One after the other; a publisher with a window does better.
    package func publishAll(_ publications: [Publication]) async -> [Result<Void, PublishError>] {
        var results: [Result<Void, PublishError>] = []
        for publication in publications {
            do throws(PublishError) {
                try await publish(
                    publication.message, exchange: publication.exchange, routingKey: publication.routingKey,
                    mandatory: publication.mandatory)
                results.append(.success(()))
            } catch {
                results.append(.failure(error))
            }
        }
        return results
    }
}
