package import Logging
import NIOConcurrencyHelpers

/// Lets through so many events of one kind a second and counts the others, so that a flood neither fills the disk nor
/// hides what else is said. Events are of one kind that have the same level and text, whatever their keys say.
package final class FloodGate: Sendable {
    /// What was left out of one second.
    package struct LeftOut: Sendable, Equatable {
        package let level: Logger.Level
        package let message: String
        package let count: Int
    }

    private struct Kind: Hashable {
        let level: Logger.Level
        let message: String
    }

    private struct Second {
        var begin: ContinuousClock.Instant
        var counts: [Kind: Int] = [:]
    }

    /// Beyond so many kinds a second, new ones are counted as one.
    static let maximumKinds = 1_000

    private let limit: Int
    private let second: NIOLockedValueBox<Second>

    /// - Parameter limit: events of a kind a second; 0 lets everything through.
    package init(limit: Int, now: ContinuousClock.Instant = .now) {
        self.limit = limit
        second = NIOLockedValueBox(Second(begin: now))
    }

    /// Whether an event passes, and what the second before it left out, if it has just ended.
    package func admit(
        _ level: Logger.Level, _ message: String, at now: ContinuousClock.Instant = .now
    ) -> (passes: Bool, leftOut: [LeftOut]) {
        guard limit > 0 else { return (true, []) }
        return second.withLockedValue { second in
            let leftOut = now - second.begin >= .seconds(1) ? end(&second, at: now) : []
            var kind = Kind(level: level, message: message)
            if second.counts.count >= Self.maximumKinds, second.counts[kind] == nil {
                kind = Kind(level: level, message: "other events")
            }
            second.counts[kind, default: 0] += 1
            return (second.counts[kind, default: 0] <= limit, leftOut)
        }
    }

    /// What was left out so far, where nothing has come since to bring it along.
    package func drain(at now: ContinuousClock.Instant = .now) -> [LeftOut] {
        second.withLockedValue { now - $0.begin >= .seconds(1) ? end(&$0, at: now) : [] }
    }

    private func end(_ second: inout Second, at now: ContinuousClock.Instant) -> [LeftOut] {
        defer { second = Second(begin: now) }
        return second.counts.filter { $0.value > limit }
            .map { LeftOut(level: $0.key.level, message: $0.key.message, count: $0.value - limit) }
            .sorted { ($0.level, $0.message) < ($1.level, $1.message) }
    }
}
