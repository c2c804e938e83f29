package import Contracts

/// How a delivery and its attempts stand when a report comes in.
package struct DeliveryStanding: Sendable, Equatable {
    package let status: DeliveryStatus
    /// The attempt that was claimed last.
    package let attempt: Int
    package let attempts: [Int: AttemptStatus]

    package init(status: DeliveryStatus, attempt: Int, attempts: [Int: AttemptStatus]) {
        self.status = status
        self.attempt = attempt
        self.attempts = attempts
    }
}

/// What a report changes.
package enum ReportEffect: Sendable, Equatable {
    /// It knows nothing new.
    case nothing
    /// The attempt stands here now; the delivery stays where it is.
    case attempt(AttemptStatus)
    /// The delivery is better off through this attempt than anybody knew.
    case better(AttemptStatus, DeliveryStatus)
    /// The attempt through which the delivery stood has failed, and no other carries it.
    case failed
}

extension DeliveryStanding {
    /// What `report` on attempt `number` changes. Reports come late, twice and reversed: an attempt never comes to know
    /// less, and a delivery is the best of its attempts.
    package func effect(of report: AttemptStatus, on number: Int) -> ReportEffect {
        let before = attempts[number] ?? .sending
        let now = before.after(report)
        guard now != before else { return .nothing }
        var all = attempts
        all[number] = now
        if now == .failed { return isCarried(by: number, among: all) ? .failed : .attempt(now) }
        guard let best = DeliveryStatus.best(of: all.values), best.arrival > status.arrival else {
            return .attempt(now)
        }
        return .better(now, best)
    }

    /// Whether the delivery stands or falls with an attempt that has just failed.
    private func isCarried(by number: Int, among all: [Int: AttemptStatus]) -> Bool {
        guard !all.contains(where: { $0.key != number && $0.value.hasArrived }) else { return false }
        switch status {
        case .accepted, .sent: return true
        // The last attempt was in doubt, and this is its answer; an earlier one leaves a later one on its way.
        case .pending, .sending: return number == attempt
        case .delivered, .read, .failed, .dead, .skipped: return false
        }
    }
}

extension AttemptStatus {
    fileprivate var hasArrived: Bool {
        switch self {
        case .accepted, .sent, .delivered, .read: true
        case .sending, .inDoubt, .refused, .failed: false
        }
    }
}

extension DeliveryStatus {
    /// How far a message has come; 0 for one of which nobody knows that the provider has it.
    fileprivate var arrival: Int {
        switch self {
        case .read: 4
        case .delivered: 3
        case .sent: 2
        case .accepted: 1
        case .pending, .sending, .failed, .dead, .skipped: 0
        }
    }
}
