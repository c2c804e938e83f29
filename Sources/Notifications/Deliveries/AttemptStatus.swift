package import Contracts

/// What is known of one request to a provider. The raw value is what `delivery_attempts.status` holds.
///
/// The cases stand in the order of what is known for certain: reports come late, twice or reversed, and a later
/// report only counts when it knows more.
package enum AttemptStatus: String, Sendable, CaseIterable, Comparable {
    /// The request is being written.
    case sending
    /// Nobody knows whether the provider took it.
    case inDoubt = "in_doubt"
    /// The provider refused it, or it never reached the provider.
    case refused
    case accepted
    case sent
    /// The provider took it and then could not deliver it. A report of delivery overrules this, nothing else does.
    case failed
    case delivered
    case read

    package static func < (left: AttemptStatus, right: AttemptStatus) -> Bool {
        left.certainty < right.certainty
    }

    private var certainty: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// The status once `report` has come in; never less than it was.
    package func after(_ report: AttemptStatus) -> AttemptStatus {
        max(self, report)
    }
}

extension DeliveryStatus {
    /// Where a delivery stands whose attempts stand as given: with the best of them. Nil when none of them has
    /// settled it: then it is still `pending` or `sending`.
    package static func best(of attempts: some Sequence<AttemptStatus>) -> DeliveryStatus? {
        let order: [AttemptStatus] = [.read, .delivered, .sent, .accepted]
        let all = Set(attempts)
        if let best = order.first(where: all.contains) { return best.asDelivery }
        guard !all.contains(.sending), !all.contains(.inDoubt) else { return nil }
        return all.contains(.failed) ? .failed : nil
    }

    /// Whether nothing more is sent for a delivery that stands here.
    package var isFinished: Bool {
        switch self {
        case .pending, .sending: false
        case .accepted, .sent, .delivered, .read, .failed, .dead, .skipped: true
        }
    }
}

extension AttemptStatus {
    fileprivate var asDelivery: DeliveryStatus? {
        switch self {
        case .accepted: .accepted
        case .sent: .sent
        case .delivered: .delivered
        case .read: .read
        case .failed: .failed
        case .sending, .inDoubt, .refused: nil
        }
    }
}
