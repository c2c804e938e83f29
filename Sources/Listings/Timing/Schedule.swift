package import Foundation

/// When a filter is due on a channel.
package struct Schedule: Sendable, Equatable {
    /// `GATHER_SECONDS`: how long the first match waits for others.
    package var gather: Duration
    /// The channel's `…_NOTIFICATION_INTERVAL_SECONDS`.
    package var channelInterval: Duration
    /// `DAILY_CAP`: messages a person and channel, by local midnight.
    package var dailyCap: Int
    /// `DEBUG_NOTIFICATIONS`: no intervals, no plans, no caps.
    package var isDebug: Bool

    package init(
        gather: Duration = .seconds(5), channelInterval: Duration = .seconds(1800), dailyCap: Int = 50,
        isDebug: Bool = false
    ) {
        self.gather = gather
        self.channelInterval = channelInterval
        self.dailyCap = dailyCap
        self.isDebug = isDebug
    }

    /// What is known of a filter and its person on a channel.
    package struct Situation: Sendable, Equatable {
        /// When the oldest pending match came.
        package var firstPending: Date
        /// When the provider last accepted a message of this filter on this channel.
        package var lastAccepted: Date?
        package var plan: Plan
        /// The filter's own wish, 1 to 168.
        package var frequencyHours: Int?
        package var quietHours: QuietHours?
        package var timeZone: TimeZone
        /// How many messages the person got on this channel since local midnight, those on their way among them.
        package var acceptedToday: Int

        package init(
            firstPending: Date, lastAccepted: Date? = nil, plan: Plan = .free, frequencyHours: Int? = nil,
            quietHours: QuietHours? = nil, timeZone: TimeZone = .gmt, acceptedToday: Int = 0
        ) {
            self.firstPending = firstPending
            self.lastAccepted = lastAccepted
            self.plan = plan
            self.frequencyHours = frequencyHours
            self.quietHours = quietHours
            self.timeZone = timeZone
            self.acceptedToday = acceptedToday
        }
    }

    /// `max(first pending + gathering, last accepted + max(channel, plan, own frequency), end of quiet hours)`, and
    /// after the next local midnight once the day's cap is reached. May lie in the past: then it is due.
    package func due(_ situation: Situation, now: Date) -> Date {
        var due = ownDue(situation)
        if !isDebug, situation.acceptedToday >= dailyCap {
            due = max(due, LocalDay.midnight(after: now, in: situation.timeZone))
        }
        // What is due already speaks now, so it is now that must not be quiet.
        guard let quiet = situation.quietHours, let end = quiet.end(at: max(due, now), in: situation.timeZone)
        else { return due }
        return end
    }

    /// The same by what is the filter's alone: without the day's cap and the quiet hours, whose ends many people share.
    private func ownDue(_ situation: Situation) -> Date {
        let gathered = situation.firstPending.addingTimeInterval(gather.inSeconds)
        guard !isDebug, let lastAccepted = situation.lastAccepted else { return gathered }
        return max(gathered, lastAccepted.addingTimeInterval(interval(situation).inSeconds))
    }

    /// When to look at the filter again: when it is due, and where that is a time that many people share, up to
    /// `commonSpread` later, so that not all of them are due in one second.
    ///
    /// - Parameter spread: from 0 to 1.
    package func nextLook(_ situation: Situation, now: Date, spread: Double) -> Date {
        let due = due(situation, now: now)
        guard due > now, due > ownDue(situation) else { return due }
        let later = due.addingTimeInterval(spread * Self.commonSpread.inSeconds)
        // A person whose day is quiet but for a moment is not to miss it.
        let isQuiet = situation.quietHours?.end(at: later, in: situation.timeZone) != nil
        return isQuiet ? due : later
    }

    /// Over how long those are spread that would be due at one moment.
    package static let commonSpread: Duration = .seconds(60)

    /// The least time between two messages of a filter on a channel.
    package func interval(_ situation: Situation) -> Duration {
        let own = situation.frequencyHours.map { Duration.seconds($0 * 3600) } ?? .zero
        return max(channelInterval, situation.plan.interval, own)
    }
}

extension Duration {
    /// Seconds with their fraction.
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
