import NIOConcurrencyHelpers

/// Until when a number sends nothing, because its provider asked for a pause.
package final class SlotPause: Sendable {
    private let last = NIOLockedValueBox<ContinuousClock.Instant?>(nil)

    package init() {}

    /// Its end; nil when there is none any more.
    var end: ContinuousClock.Instant? {
        last.withLockedValue { last in
            if let end = last, end <= .now { last = nil }
            return last
        }
    }

    func extend(to end: ContinuousClock.Instant) {
        last.withLockedValue { $0 = max($0 ?? end, end) }
    }
}
