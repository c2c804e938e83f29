import Contracts
import Foundation
package import Messaging
package import Persistence
package import Postgres

/// Sends dead letters on their way again, or settles them for good.
///
/// For each letter the row comes first, then the confirmed message, then the letter is taken away: a replay that is
/// cut off anywhere leaves what the next one needs, and nothing is sent twice by it.
package struct DeadLetterReplay: Sendable {
    /// What a replay came to, or would come to.
    package struct Tally: Sendable, Equatable {
        package var byProspect: [ReplayStore.Prospect: Int] = [:]
        /// Published; stays 0 in a preview.
        package var replayed = 0
        /// Whether the limit was reached before the end: the rest is as it was.
        package var hasMore = false
        package var total: Int { byProspect.values.reduce(0, +) }

        /// As in `312: 280 to send, 20 already delivered, 12 expired`.
        package var words: String {
            let parts = ReplayStore.Prospect.allCases.compactMap { prospect in
                byProspect[prospect].map { "\($0) \(prospect.rawValue)" }
            }
            return "\(total)" + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", "))
        }
    }

    private let queues: DeadLetterQueues
    private let publisher: any Publisher
    private let store: ReplayStore
    private let audit: AuditLog

    package init(queues: DeadLetterQueues, publisher: any Publisher, pool: PostgresPool) {
        self.queues = queues
        self.publisher = publisher
        store = ReplayStore(pool: pool)
        audit = AuditLog(pool: pool)
    }

    /// What a replay of the selection would come to now.
    package func preview(_ selection: LetterSelection) async throws -> Tally {
        var ids: [UUID] = []
        var strangers = 0
        try await queues.visit(selection) { letter in
            if let id = letter.id, letter.queue != .matcherListings { ids.append(id) } else { strangers += 1 }
            return .stays
        }
        var tally = Tally()
        for start in stride(from: 0, to: ids.count, by: 1_000) {
            let some = Array(ids[start..<min(start + 1_000, ids.count)])
            let prospects = try await store.prospects(some)
            for id in some { tally.byProspect[prospects[id] ?? .unknown, default: 0] += 1 }
        }
        if strangers > 0 { tally.byProspect[.unknown, default: 0] += strangers }
        return tally
    }

    /// Replays the selection.
    ///
    /// What is not sent stays where it is, but for letters whose person has it already: those are taken away.
    /// - Parameters:
    ///   - rate: letters a second at most.
    ///   - limit: letters that are sent at most.
    ///   - force: also what is already delivered, expired or settled otherwise.
    ///   - operator: who, for the audit log.
    ///   - progress: called after every letter.
    /// - Throws: `BrokerAway`, `PublishError`, `PostgresError`; what was done until then is done and in the log.
    package func replay(
        _ selection: LetterSelection, rate: Double, limit: Int = .max, force: Bool, by operator: String,
        progress: (Tally) -> Void = { _ in }
    ) async throws -> Tally {
        var tally = Tally()
        var hasBegun = false
        let pace = Pace(rate: rate)
        do {
            try await queues.visit(selection) { letter in
                guard tally.replayed < limit else {
                    tally.hasMore = true
                    return .stays
                }
                let verdict = try await replay(letter, force: force, &tally, pace) {
                    // A replay that is killed has to have left its mark too.
                    guard !hasBegun else { return }
                    hasBegun = true
                    try await audit.append("replay-begun", by: `operator`, selection.summary(nil))
                }
                progress(tally)
                return verdict
            }
        } catch {
            try? await audit.append("replay", by: `operator`, selection.summary(tally, error: "\(error)"))
            throw error
        }
        try await audit.append("replay", by: `operator`, selection.summary(tally))
        return tally
    }

    /// Settles the selection for good; what it held is pending again where no attempt may have arrived.
    /// - Returns: how many letters are gone.
    package func drop(_ selection: LetterSelection, by operator: String) async throws -> Int {
        var count = 0
        try await queues.visit(selection) { letter in
            if count == 0 { try await audit.append("drop-begun", by: `operator`, selection.summary(nil)) }
            if let id = letter.id { _ = try await store.drop([id]) }
            count += 1
            return .goes
        }
        var summary = selection.summary(Tally())
        summary["dropped"] = "\(count)"
        try await audit.append("drop", by: `operator`, summary)
        return count
    }

    private func replay(
        _ letter: BuriedMessage, force: Bool, _ tally: inout Tally, _ pace: Pace, begin: () async throws -> Void
    ) async throws -> DeadLetterQueues.Verdict {
        guard letter.queue != .matcherListings, let id = letter.id else {
            try await begin()
            return try await republish(letter, letter.message.replayed(), .unknown, &tally, pace)
        }
        let prospect = try await store.prospects([id])[id] ?? .unknown
        switch prospect {
        case .toSend, .onItsWay: break
        case .delivered, .expired, .settled: if !force { return keep(prospect, &tally) }
        case .unwanted, .unknown: return keep(prospect, &tally)
        }
        try await begin()
        guard let attempt = try await store.reopen([id], force: force)[id] else { return keep(prospect, &tally) }
        var message = letter.message.replayed()
        message.attempt = attempt
        return try await republish(letter, message, prospect, &tally, pace)
    }

    private func keep(_ prospect: ReplayStore.Prospect, _ tally: inout Tally) -> DeadLetterQueues.Verdict {
        tally.byProspect[prospect, default: 0] += 1
        return prospect == .delivered ? .goes : .stays
    }

    private func republish(
        _ letter: BuriedMessage, _ message: Message, _ prospect: ReplayStore.Prospect, _ tally: inout Tally,
        _ pace: Pace
    ) async throws -> DeadLetterQueues.Verdict {
        await pace.wait()
        try await publisher.publish(
            message, exchange: Exchange.requeue, routingKey: letter.queue.name, mandatory: true)
        tally.byProspect[prospect, default: 0] += 1
        tally.replayed += 1
        return .goes
    }
}

extension LetterSelection {
    /// - Parameter tally: What came of it; nil while it is to come.
    fileprivate func summary(_ tally: DeadLetterReplay.Tally?, error: String? = nil) -> [String: String] {
        var summary = ["queues": queues.map(\.name).joined(separator: " ")]
        summary["result"] = tally?.words
        summary["replayed"] = tally.map { "\($0.replayed)" }
        summary["reason"] = reason
        summary["class"] = errorClass
        summary["code"] = errorCode
        summary["ids"] = ids.isEmpty ? nil : "\(ids.count)"
        summary["error"] = error
        return summary
    }
}

/// Spreads work evenly over time.
private actor Pace {
    private let step: Duration
    private var next = ContinuousClock.now

    /// - Parameter rate: how often a second.
    init(rate: Double) {
        step = .nanoseconds(Int64(1_000_000_000 / max(rate, 0.001)))
    }

    func wait() async {
        let now = ContinuousClock.now
        let time = max(next, now)
        next = time + step
        if time > now { try? await Task.sleep(until: time, clock: .continuous) }
    }
}
