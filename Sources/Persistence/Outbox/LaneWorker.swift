import Logging
import Messaging
import Postgres

/// Empties one lane, batch by batch, and leaves when nothing more is due.
struct LaneWorker: Sendable {
    let lane: OutboxLane
    let relay: OutboxRelay

    /// What came of a batch.
    private enum BatchOutcome: Sendable {
        case empty
        /// `isFull`: more may be waiting.
        case relayed(isFull: Bool)
        /// The broker or the database would not; the lane waits.
        case refused(String)
    }

    func run(on board: LaneBoard) async {
        var backoff = Backoff(base: .milliseconds(200), limit: relay.configuration.longestWait)
        var complaint: String?
        repeat {
            batches: while !Task.isCancelled {
                switch await finishedBatch(size: complaint == nil ? relay.configuration.batch : Self.probe) {
                case .empty:
                    break batches
                case .relayed(let isFull):
                    backoff.reset()
                    if complaint != nil { relay.logger.notice("outbox lane \(lane) flows again") }
                    guard complaint != nil || isFull else { break batches }
                    complaint = nil
                case .refused(let reason):
                    if reason != complaint { relay.logger.warning("outbox lane \(lane) waits: \(reason)") }
                    complaint = reason
                    try? await Task.sleep(for: backoff.next())
                }
            }
        } while await isCalledAgain(on: board)
    }

    /// A lane that is called while its worker is busy is being fed: its next batch gathers a moment, since a batch
    /// costs the database nearly the same whether it is small or large.
    private func isCalledAgain(on board: LaneBoard) async -> Bool {
        guard await !board.finish(lane) else { return false }
        try? await Task.sleep(for: relay.configuration.gathering)
        return true
    }

    /// Publishes events that were handed over; what cannot be published while their lease lasts is left to the lane.
    ///
    /// - Returns: whether the broker took them.
    func publish(_ batch: OutboxHandover.Batch) async -> Bool {
        let size = relay.configuration.batch
        for start in stride(from: 0, to: batch.events.count, by: size) {
            let events = Array(batch.events[start..<min(start + size, batch.events.count)])
            let outcome = await settled(events, mayPublish: batch.writtenAt + batch.place.lease / 2 > .now)
            guard case .relayed = outcome else {
                try? await relay.leases.giveBack(batch.events.dropFirst(start + size).map(\.seq))
                return false
            }
        }
        return true
    }

    private func settled(_ events: [LeasedEvent], mayPublish: Bool) async -> BatchOutcome {
        do throws(PostgresError) {
            guard mayPublish else {
                try await relay.leases.giveBack(events.map(\.seq))
                return .refused("the broker is slow")
            }
            return try await settle(events, await relay.publisher.publishAll(events.map(\.publication)), isFull: false)
        } catch {
            return .refused("database: \(error.message)")
        }
    }

    /// A lane that was refused is tried with a few events first.
    private static let probe = 10

    /// A batch that has begun is finished even when the service is stopping: what is confirmed is deleted.
    private func finishedBatch(size: Int) async -> BatchOutcome {
        await Task { await batch(size: size) }.value
    }

    private func batch(size: Int) async -> BatchOutcome {
        do throws(PostgresError) {
            let events = try await relay.leases.take(size, of: lane)
            guard !events.isEmpty else { return .empty }
            let results = await relay.publisher.publishAll(events.map(\.publication))
            return try await settle(events, results, isFull: events.count == size)
        } catch {
            return .refused("database: \(error.message)")
        }
    }

    private func settle(
        _ events: [LeasedEvent], _ results: [Result<Void, PublishError>], isFull: Bool
    ) async throws(PostgresError) -> BatchOutcome {
        var confirmed: [Int64] = []
        var refused: [Int64] = []
        var hopeless: [Int64] = []
        var reason: PublishError?
        for (index, result) in results.enumerated() {
            let seq = events[index].seq
            guard case .failure(let error) = result else {
                confirmed.append(seq)
                continue
            }
            if error.concernsTheMessage {
                hopeless.append(seq)
                complain(of: events[index], error)
            } else {
                refused.append(seq)
                reason = error
            }
        }
        try await relay.leases.delete(confirmed)
        if !confirmed.isEmpty { relay.observer.relayed(confirmed.count, of: lane) }
        try await relay.leases.giveBack(refused)
        try await relay.leases.giveBack(hopeless, after: relay.configuration.setAside)
        guard let reason else { return .relayed(isFull: isFull) }
        relay.observer.failed(refused.count, of: lane, error: reason)
        return .refused(reason.explanation)
    }

    private func complain(of event: LeasedEvent, _ error: PublishError) {
        let message = event.publication.message
        relay.observer.failed(1, of: lane, error: error)
        relay.logger.error(
            "outbox event \(message.messageID) (\(message.type)) cannot be published: \(error.explanation)")
    }
}

extension PublishError {
    /// Whether the message itself is at fault: another one may go the same way.
    var concernsTheMessage: Bool {
        switch self {
        case .tooLarge, .invalid: true
        case .unroutable, .refused, .connectionLost, .timedOut, .blocked, .rejected: false
        }
    }

    /// For the log.
    var explanation: String {
        switch self {
        case .unroutable: "no queue is bound; run `campanello topology apply`"
        case .refused: "the queue is full or its leader is changing"
        case .connectionLost: "the broker's connection is lost"
        case .timedOut: "the broker did not confirm in time"
        case .blocked: "the broker takes no messages (memory or disk alarm)"
        case .tooLarge(let bytes): "it has \(bytes) bytes, more than a message may"
        case .invalid(let fault): fault
        case .rejected(let reason): "the broker refused it: \(reason)"
        }
    }
}
