import Messaging
import NIOConcurrencyHelpers
import TestSupport

/// A broker that takes everything, notes it, and refuses what a test tells it to.
final class RecordingPublisher: Publisher {
    private struct State {
        var published: [Publication] = []
        var faults: [String: PublishError] = [:]
        var refusals = 0
    }

    private let state = NIOLockedValueBox(State())

    /// Sent before a publish is answered.
    let arrivals = TestSignal<Publication>("a message arrives")

    /// What is awaited before a publish is answered.
    private let gate: (@Sendable () async -> Void)?

    init(gate: (@Sendable () async -> Void)? = nil) {
        self.gate = gate
    }

    var published: [Publication] { state.withLockedValue { $0.published } }
    var bodies: [String] { published.map { String(decoding: $0.message.body, as: UTF8.self) } }
    var refusals: Int { state.withLockedValue { $0.refusals } }

    /// From now on what is published with `routingKey` fails; nil: no longer.
    func fail(_ routingKey: String, with error: PublishError?) {
        state.withLockedValue { $0.faults[routingKey] = error }
    }

    func publish(
        _ message: Message, exchange: String, routingKey: String, mandatory: Bool
    ) async throws(PublishError) {
        let publication = Publication(message, exchange: exchange, routingKey: routingKey, mandatory: mandatory)
        let fault = state.withLockedValue { state -> PublishError? in
            if let fault = state.faults[routingKey] {
                state.refusals += 1
                return fault
            }
            state.published.append(publication)
            return nil
        }
        if let fault { throw fault }
        arrivals.send(publication)
        await gate?()
    }

    /// One after the other: the tests look at the order.
    func publishAll(_ publications: [Publication]) async -> [Result<Void, PublishError>] {
        await Self.inOrder(publications, by: self)
    }

    static func inOrder(
        _ publications: [Publication], by publisher: any Publisher
    ) async -> [Result<Void, PublishError>] {
        var results: [Result<Void, PublishError>] = []
        for publication in publications {
            do throws(PublishError) {
                try await publisher.publish(
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
