import Messaging
import NIOConcurrencyHelpers

/// A message that somebody waits for.
struct PendingPublish: Sendable {
    let publication: Publication
    let deadline: ContinuousClock.Instant
    let ticket: PublishTicket
}

/// Who is told how a publish ended.
enum PublishTicket: Sendable {
    case single(CheckedContinuation<Result<Void, PublishError>, Never>)
    case part(of: PublishBatch, index: Int)

    func settle(_ result: Result<Void, PublishError>) {
        switch self {
        case .single(let continuation): continuation.resume(returning: result)
        case .part(let batch, let index): batch.settle(index, result)
        }
    }
}

/// Several publishes with one caller, who goes on when the last of them is settled.
final class PublishBatch: Sendable {
    typealias Results = [Result<Void, PublishError>]

    private struct State {
        var results: Results
        var remaining: Int
    }

    private let state: NIOLockedValueBox<State>
    private let continuation: CheckedContinuation<Results, Never>

    /// - Parameter results: one for each publish, the failures of those that are never sent in their places.
    /// - Parameter remaining: how many will be settled, at least one.
    init(_ results: Results, remaining: Int, _ continuation: CheckedContinuation<Results, Never>) {
        state = NIOLockedValueBox(State(results: results, remaining: remaining))
        self.continuation = continuation
    }

    func settle(_ index: Int, _ result: Result<Void, PublishError>) {
        let results = state.withLockedValue { state -> Results? in
            state.results[index] = result
            state.remaining -= 1
            return state.remaining == 0 ? state.results : nil
        }
        if let results { continuation.resume(returning: results) }
    }
}
